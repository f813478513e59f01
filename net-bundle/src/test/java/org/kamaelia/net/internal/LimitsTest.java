package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.Buffers;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.ProxyHeader;
import org.kamaelia.net.Rejection;

/** What a listener keeps its peers to, in virtual time. */
class LimitsTest {
  private final SteppedAxon axon = new SteppedAxon(1);
  private final FakeTransport transport = new FakeTransport();
  private final TcpServer server = new TcpServer(transport, axon);

  @AfterEach
  void close() {
    axon.shutdown(Duration.ZERO, "the test is over");
  }

  // Who may come.

  @Test
  void anAddressHasItsShareAndAnIpv6HostItsNetwork() {
    serve("maxPerAddress", "2");
    List<FakeStream> peers = new ArrayList<>();
    for (String from :
        List.of(
            "192.0.2.1",
            "192.0.2.1",
            "192.0.2.1",
            "192.0.2.2",
            "2001:db8::1",
            "2001:db8::2",
            "2001:db8::3",
            "2001:db8:0:1::1")) {
      peers.add(transport.connect(from));
      axon.runUntilIdle();
    }
    assertThat(peers)
        .extracting(FakeStream::isOver)
        .containsExactly(false, false, true, false, false, false, true, false);
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.ADDRESS_FULL, 2L));
    peers.getFirst().endSide();
    axon.runUntilIdle();
    assertThat(connect("192.0.2.1").isOver()).isFalse();
    assertThat(connect("192.0.2.1").isOver()).isTrue();
  }

  @Test
  void aLimitThatIsSetLaterCountsThoseWhoAreThere() {
    serve();
    connect("192.0.2.1");
    connect("192.0.2.1");
    serve("maxPerAddress", "2");
    assertThat(connect("192.0.2.1").isOver()).isTrue();
    assertThat(connect("192.0.2.2").isOver()).isFalse();
  }

  @Test
  void connectionsComeNoFasterThanTheyMay() {
    serve("acceptRate", "10", "acceptBurst", "3");
    assertThat(admitted(5)).isEqualTo(3);
    axon.advance(Duration.ofMillis(250));
    assertThat(admitted(5)).isEqualTo(2);
    axon.advance(Duration.ofHours(1));
    assertThat(admitted(5)).isEqualTo(3);
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.TOO_FAST, 7L));
    assertThat(info().accepted()).isEqualTo(8);
  }

  @Test
  void whoIsDeniedIsClosedAndCountedAndPeersOnThisHostAreNot() {
    serve("allow", "192.0.2.0/24", "deny", "192.0.2.128/25");
    assertThat(connect("192.0.2.1").isOver()).isFalse();
    assertThat(connect("192.0.2.200").isOver()).isTrue();
    assertThat(connect("198.51.100.1").isOver()).isTrue();
    assertThat(transport.connect(UnixDomainSocketAddress.of(Path.of("/peer"))).isOver()).isFalse();
    axon.runUntilIdle();
    assertThat(info().connections()).isEqualTo(2);
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.DENIED, 2L));
  }

  @Test
  void aReasonIsLoggedOnceASecondAndSaysHowMany() {
    List<String> lines = new ArrayList<>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger("org.kamaelia.net");
    serve("deny", "192.0.2.0/24");
    log.addHandler(handler);
    try {
      for (int i = 0; i < 100; i++) {
        connect("192.0.2.9");
      }
      axon.advance(Duration.ofSeconds(1));
      connect("192.0.2.7");
      assertThat(lines).hasSize(2);
      assertThat(lines.getFirst()).startsWith("listener a has rejected 1: deny");
      assertThat(lines.getLast())
          .startsWith("listener a has rejected 100: deny")
          .contains("the last was 192.0.2.7:");
    } finally {
      log.removeHandler(handler);
    }
  }

  // How long.

  @Test
  void anIdleConnectionIsClosedAndABusyOneIsNot() {
    serve("idleTimeout", "10s");
    FakeStream idle = connect("192.0.2.1");
    FakeStream busy = connect("192.0.2.2");
    for (int i = 0; i < 10; i++) {
      axon.advance(Duration.ofMillis(9_000));
      busy.send("x");
      axon.runUntilIdle();
      assertThat(idle.isOver()).isEqualTo(i > 0);
    }
    assertThat(busy.isOver()).isFalse();
    assertThat(idle.isAborted()).isFalse();
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.IDLE, 1L));
  }

  @Test
  void aTimeOutThatIsSetAppliesToThoseWhoAreThere() {
    serve();
    FakeStream peer = connect("192.0.2.1");
    axon.advance(Duration.ofHours(1));
    assertThat(peer.isOver()).isFalse();
    serve("idleTimeout", "2h");
    axon.advance(Duration.ofMinutes(59));
    assertThat(peer.isOver()).isFalse();
    axon.advance(Duration.ofMinutes(1));
    assertThat(peer.isOver()).isTrue();
  }

  @Test
  void aPeerThatDoesNotReadIsCutAndOneThatReadsALittleIsNot() {
    serve("stallTimeout", "10s");
    FakeStream stalled = connect("192.0.2.1").window(3);
    FakeStream slow = connect("192.0.2.2").window(3);
    stalled.send("12345678");
    slow.send("12345678");
    axon.runUntilIdle();
    for (int i = 0; i < 5; i++) {
      axon.advance(Duration.ofSeconds(9));
      slow.window(1);
      axon.runUntilIdle();
    }
    assertThat(stalled.isAborted()).isTrue();
    assertThat(slow.taken()).isEqualTo("12345678");
    axon.advance(Duration.ofHours(1));
    assertThat(slow.isOver()).isFalse();
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.STALLED, 1L));
  }

  @Test
  void aPeerThatTricklesWithoutAnAnswerIsCut() {
    serve(silent(), "minRate", "100", "minRateWindow", "10s");
    FakeStream slow = connect("192.0.2.1");
    FakeStream fast = connect("192.0.2.2");
    for (int i = 0; i < 30; i++) {
      slow.send("x");
      fast.send("x".repeat(120));
      axon.advance(Duration.ofSeconds(1));
      assertThat(slow.isAborted()).as("after %s s", i).isEqualTo(i >= 10);
    }
    assertThat(fast.isOver()).isFalse();
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.TOO_SLOW, 1L));
  }

  @Test
  void aPeerThatWaitsForAnAnswerOrIsAnsweredIsNotSlow() {
    serve(silent(), "minRate", "100", "minRateWindow", "10s");
    FakeStream waits = connect("192.0.2.1").send("all of it");
    axon.advance(Duration.ofHours(1));
    assertThat(waits.isOver()).isFalse();
    serve(LimitsTest::echo, "minRate", "100", "minRateWindow", "10s");
    FakeStream answered = connect("192.0.2.1");
    for (int i = 0; i < 100; i++) {
      answered.send("x");
      axon.advance(Duration.ofSeconds(1));
    }
    assertThat(answered.isOver()).isFalse();
  }

  @Test
  void aPeerIsNotSlowBecauseItsProtocolIs() {
    serve(
        connection ->
            Component.of(
                "slow",
                (in, out) -> {
                  while (true) {
                    in.receive();
                    axon.clock().sleep(Duration.ofSeconds(1));
                  }
                }),
        "bufferIn",
        "4KiB",
        "minRate",
        "10000",
        "minRateWindow",
        "10s");
    FakeStream peer = connect("192.0.2.1");
    for (int i = 0; i < 100; i++) {
      peer.send(new byte[1024]);
    }
    axon.advance(Duration.ofSeconds(50));
    assertThat(peer.isOver()).isFalse();
    assertThat(peer.unread()).isBetween(1, 60 * 1024);
  }

  @Test
  void aPeerThatReadsTooSlowlyIsCut() {
    serve("minRate", "100", "minRateWindow", "10s");
    FakeStream slow = connect("192.0.2.1").window(0).send("x".repeat(10_000));
    FakeStream fast = connect("192.0.2.2").window(0).send("x".repeat(10_000));
    for (int i = 0; i < 30; i++) {
      slow.window(10);
      fast.window(120);
      axon.advance(Duration.ofSeconds(1));
    }
    assertThat(slow.isAborted()).isTrue();
    assertThat(fast.isOver()).isFalse();
  }

  @Test
  void aConnectionThatIsOldIsToldToFinishAndThenCut() {
    serve("lifetime", "1h", "finishWithin", "5s");
    FakeStream polite = connect("192.0.2.1");
    axon.advance(Duration.ofMinutes(59));
    polite.send("still");
    axon.runUntilIdle();
    assertThat(polite.taken()).isEqualTo("still");
    axon.advance(Duration.ofMinutes(1));
    assertThat(polite.isEnded()).isTrue();
    axon.advance(Duration.ofSeconds(5));
    assertThat(polite.isOver()).isTrue();
    assertThat(polite.isAborted()).isFalse();
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.LIFETIME, 1L));
  }

  // How much.

  @Test
  void noMoreIsReadThanMayWaitForTheProtocol() {
    serve(
        connection ->
            new Component<ByteBuffer, ByteBuffer>() {
              @Override
              protected void run() {
                clock().sleep(Duration.ofDays(1));
              }
            },
        "bufferIn",
        "4KiB");
    FakeStream peer = connect("192.0.2.1");
    for (int i = 0; i < 10; i++) {
      peer.send(new byte[1024]);
    }
    axon.runUntilIdle();
    assertThat(10 * 1024 - peer.unread()).isLessThanOrEqualTo(4096);
  }

  /** Sends so many messages of so many bytes, once it has got something. */
  private static Component<ByteBuffer, ByteBuffer> flood(
      int messages, int bytes, AtomicInteger sent) {
    return Component.of(
        "flood",
        (in, out) -> {
          in.receive();
          while (sent.get() < messages) {
            out.send(ByteBuffer.allocate(bytes));
            sent.incrementAndGet();
          }
        });
  }

  @Test
  void aProtocolWaitsWhenAsManyBytesWaitAsMay() {
    var sent = new AtomicInteger();
    serve(_ -> flood(Integer.MAX_VALUE, 10_000, sent), "bufferOut", "100KiB", "stallTimeout", "0");
    FakeStream peer = connect("192.0.2.1").window(2_000_000).send("begin");
    axon.runUntilIdle();
    int written = peer.taken().length();
    assertThat(written).isEqualTo(2_000_000);
    // And what is in the one write that found no room.
    assertThat(sent.get() * 10_000 - written).isBetween(50_000, 100 * 1024 + 64 * 1024 + 10_000);
  }

  @Test
  void noMoreIsTakenFromWhatWaitsThanMayWait() {
    var sent = new AtomicInteger();
    serve(_ -> flood(100, 1000, sent), "bufferOut", "4KiB");
    FakeStream peer = connect("192.0.2.1").window(0).send("begin");
    axon.runUntilIdle();
    // Before it is known how large they are; the first that is looked at makes room for another.
    assertThat(sent.get()).isEqualTo(Buffers.OUTGOING + 1);
    peer.window(50_000);
    axon.runUntilIdle();
    assertThat(peer.taken()).hasSize(50_000);
    assertThat(sent.get() * 1000 - 50_000).isBetween(4096, 2 * 4096 + 1000);
    peer.window(Integer.MAX_VALUE);
    axon.runUntilIdle();
    assertThat(peer.taken()).hasSize(50_000);
    assertThat(peer.isEnded()).isTrue();
  }

  @Test
  void noMoreIsSentThanThePace() {
    serve("pace", "1000", "paceBurst", "2000");
    FakeStream peer = connect("192.0.2.1").send("x".repeat(10_000)).endSide();
    axon.runUntilIdle();
    int total = peer.taken().length();
    assertThat(total).isEqualTo(2000);
    for (int i = 1; i <= 20 && !peer.isEnded(); i++) {
      axon.advance(Duration.ofSeconds(1));
      total += peer.taken().length();
      assertThat(total).isLessThanOrEqualTo(2000 + 1000 * i);
    }
    assertThat(total).isEqualTo(10_000);
    assertThat(peer.isEnded()).isTrue();
  }

  // Through a proxy.

  @Test
  void thePeerBehindAProxyIsTheOneThatTheHeaderNames() {
    var seen = new ArrayList<Connection>();
    serve(
        connection -> {
          seen.add(connection);
          return echo(connection);
        },
        "proxy",
        "192.0.2.0/24");
    FakeStream proxy = connect("192.0.2.1");
    for (String part : "PROXY TCP4 203.0.113.7 198.51.100.1 1234 80\r\n".split("")) {
      assertThat(seen).isEmpty();
      proxy.send(part);
      axon.runUntilIdle();
    }
    proxy.send("hello");
    axon.runUntilIdle();
    assertThat(proxy.taken()).isEqualTo("hello");
    assertThat(seen)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.peer()).hasToString("/203.0.113.7:1234");
              assertThat(it.via()).isEqualTo(proxy.peer());
              assertThat(it.proxyHeader()).isPresent();
            });
    assertThat(server.connections().getFirst().peer()).isEqualTo("203.0.113.7:1234");
  }

  @Test
  void whatComesWithTheHeaderIsTheProtocols() {
    serve("proxy", "192.0.2.1, unix", "bufferIn", "512");
    var header = ProxyHeader.of(address("2001:db8::7"), address("2001:db8::1")).version2();
    byte[] bytes = new byte[header.remaining() + 2000];
    header.get(bytes, 0, header.remaining());
    FakeStream proxy = connect("192.0.2.1").send(bytes).endSide();
    axon.runUntilIdle();
    assertThat(proxy.taken()).hasSize(2000);
    assertThat(proxy.isOver()).isTrue();
    FakeStream local = transport.connect(UnixDomainSocketAddress.of("/p"));
    local.send("PROXY UNKNOWN\r\nx");
    axon.runUntilIdle();
    assertThat(local.taken()).isEqualTo("x");
  }

  @Test
  void aProxyThatSendsNoHeaderIsCutAndOneThatIsLateIsToo() {
    serve("proxy", "192.0.2.0/24", "handshakeTimeout", "3s");
    FakeStream wrong = connect("192.0.2.1").send("GET / HTTP/1.0\r\n");
    FakeStream early = connect("192.0.2.2").send("PROXY TC").endSide();
    FakeStream late = connect("192.0.2.3").send("PROXY TC");
    FakeStream large = connect("192.0.2.4").send("PROXY TCP4 " + "1".repeat(5000));
    axon.advance(Duration.ofMillis(2999));
    assertThat(List.of(wrong, early, late, large))
        .extracting(FakeStream::isAborted)
        .containsExactly(true, true, false, true);
    axon.advance(Duration.ofMillis(1));
    assertThat(late.isAborted()).isTrue();
    assertThat(info().rejections())
        .isEqualTo(Map.of(Rejection.PROXY, 3L, Rejection.HANDSHAKE_TIMEOUT, 1L));
    assertThat(info().connections()).isZero();
  }

  @Test
  void othersThanTheProxiesAreRefusedUnlessTheyMayBePlain() {
    serve("proxy", "192.0.2.1");
    assertThat(connect("192.0.2.2").isOver()).isTrue();
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.PROXY, 1L));
    serve("proxy", "192.0.2.1", "proxyOthers", "plain");
    FakeStream plain = connect("192.0.2.2").send("PROXY UNKNOWN\r\nx");
    axon.runUntilIdle();
    assertThat(plain.taken()).isEqualTo("PROXY UNKNOWN\r\nx");
  }

  @Test
  void listsAndSharesAreForThePeerThatIsAnnounced() {
    serve("proxy", "192.0.2.1", "deny", "203.0.113.0/24", "maxPerAddress", "1");
    assertThat(through("203.0.113.1").isAborted()).isTrue();
    FakeStream first = through("198.51.100.1");
    assertThat(first.isOver()).isFalse();
    assertThat(through("198.51.100.1").isAborted()).isTrue();
    assertThat(through("198.51.100.2").isOver()).isFalse();
    first.endSide();
    axon.runUntilIdle();
    assertThat(through("198.51.100.1").isOver()).isFalse();
    assertThat(info().rejections())
        .isEqualTo(Map.of(Rejection.DENIED, 1L, Rejection.ADDRESS_FULL, 1L));
    assertThat(info().connections()).isEqualTo(2);
  }

  // Out of descriptors.

  @Test
  void theNewestAreShedWhileTheSystemHasNoDescriptorsAndServiceGoesOnByItself() {
    serve();
    FakeStream before = connect("192.0.2.1");
    transport.descriptors = 0;
    List<FakeStream> shed = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      shed.add(connect("192.0.2.2"));
    }
    assertThat(shed).allMatch(FakeStream::isOver);
    assertThat(before.isOver()).isFalse();
    assertThat(info().rejections()).isEqualTo(Map.of(Rejection.NO_DESCRIPTORS, 10L));
    transport.descriptors = Integer.MAX_VALUE;
    assertThat(connect("192.0.2.3").isOver()).isFalse();
  }

  private FakeStream through(String peer) {
    FakeStream proxy = connect("192.0.2.1");
    proxy.send(ProxyHeader.of(address(peer), address("192.0.2.1")).version1().array());
    axon.runUntilIdle();
    return proxy;
  }

  private static InetSocketAddress address(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), 80);
  }

  private int admitted(int tries) {
    int count = 0;
    for (int i = 0; i < tries; i++) {
      count += connect("192.0.2." + i).isOver() ? 0 : 1;
    }
    return count;
  }

  private FakeStream connect(String from) {
    FakeStream peer = transport.connect(from);
    axon.runUntilIdle();
    return peer;
  }

  private ListenerInfo info() {
    return server.listeners().getFirst();
  }

  private void serve(String... settings) {
    serve(LimitsTest::echo, settings);
  }

  private void serve(ProtocolFactory factory, String... settings) {
    server.register("test", "1", factory);
    var spec = ListenerSpec.of("a", "test", "127.0.0.1:1");
    for (int i = 0; i < settings.length; i += 2) {
      spec = spec.with(settings[i], settings[i + 1]);
    }
    server.bind(spec);
    axon.runUntilIdle();
  }

  private static Component<ByteBuffer, ByteBuffer> echo(Connection connection) {
    return Component.of("echo", (in, out) -> in.forEach(out::send));
  }

  private static ProtocolFactory silent() {
    return connection -> Component.of("silent", (in, out) -> in.forEach(message -> {}));
  }
}
