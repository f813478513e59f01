package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.ThreadedComponent;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.DatagramProtocolFactory;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Rejection;

/** Listeners for datagrams, over real sockets. */
@Timeout(60)
@ParameterizedClass
@ValueSource(strings = {"nio", "epoll", "io_uring"})
class DatagramListenerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final TcpServer server;

  DatagramListenerTest(String transport) {
    server = TcpServer.start(2, transport);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aProtocolServesEachPeerByItself() throws Exception {
    var made = new AtomicInteger();
    int port =
        serve(
            ListenerSpec.of("udp", "counter", "udp:127.0.0.1:0"),
            connection ->
                Component.of(
                    "counter",
                    (in, out) -> {
                      made.incrementAndGet();
                      int count = 0;
                      for (ByteBuffer bytes : in) {
                        count += bytes.remaining();
                        out.send(ascii("%s %d".formatted(connection.id(), count)));
                      }
                    }));
    List<DatagramSocket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        clients.add(new DatagramSocket(0, LOOPBACK));
      }
      for (int round = 1; round <= 3; round++) {
        for (DatagramSocket client : clients) {
          assertThat(ask(client, port, "abc")).endsWith(" " + 3 * round);
        }
      }
    } finally {
      clients.forEach(DatagramSocket::close);
    }
    assertThat(made).hasValue(20);
    assertThat(server.connections()).hasSize(20).allMatch(info -> info.received() == 9);
    assertThat(server.listeners().getFirst().connections()).isEqualTo(20);
    server.unbind("udp");
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void aPeerThatIsSilentHasGone() throws Exception {
    int port =
        serve(
            ListenerSpec.of("udp", "echo", "udp:127.0.0.1:0").with("idleTimeout", "20ms"),
            ConnectionTest::echo);
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(client, port, "hello")).isEqualTo("hello");
      Wait.until("the peer has gone", () -> server.connections().isEmpty());
      assertThat(ask(client, port, "again")).isEqualTo("again");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPeerThatAnOperatorClosesIsServedByTheNextComponent(boolean reset) throws Exception {
    var made = new AtomicInteger();
    int port =
        serve(
            ListenerSpec.of("udp", "count", "udp:127.0.0.1:0"),
            connection ->
                Component.of(
                    "count",
                    (in, out) -> {
                      int mine = made.incrementAndGet();
                      in.forEach(it -> out.send(ascii("of " + mine)));
                    }));
    try (var client = new DatagramSocket(0, LOOPBACK);
        var other = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(client, port, "x")).isEqualTo("of 1");
      assertThat(ask(other, port, "x")).isEqualTo("of 2");
      var closed =
          server
              .closeConnections(it -> it.peer().equals(client.getLocalSocketAddress()), reset)
              .toCompletableFuture();
      assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(new Drained(1, 0));
      assertThat(server.connections()).hasSize(1);
      assertThat(ask(client, port, "x")).isEqualTo("of 3");
      assertThat(ask(other, port, "x")).isEqualTo("of 2");
      assertThat(server.listeners().getFirst().rejections())
          .isEqualTo(Map.of(Rejection.OPERATOR, 1L));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSocketThatAnOperatorClosesIsServedByTheNextComponent(boolean reset) throws Exception {
    var made = new AtomicInteger();
    int port =
        serveSocket(
            ListenerSpec.of("udp", "count", "udp:127.0.0.1:0"),
            "1",
            (listener, local) -> {
              int mine = made.incrementAndGet();
              return Component.of(
                  "count",
                  (in, out) ->
                      in.forEach(it -> out.send(new Datagram(it.peer(), ascii("of " + mine)))));
            });
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(client, port, "x")).isEqualTo("of 1");
      var closed = server.closeConnections(it -> true, reset).toCompletableFuture();
      assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(new Drained(1, 0));
      assertThat(ask(client, port, "x")).isEqualTo("of 2");
    }
  }

  @Test
  void aPeerWhoseComponentFinishesIsServedByTheNextOneAtOnce() throws Exception {
    var hold = new CompletableFuture<Void>();
    server.register(
        "p",
        "1",
        "test",
        1,
        0,
        Set.of(Carrier.DATAGRAM),
        connection ->
            new ThreadedComponent<>() {
              @Override
              protected void run() {
                outbox.send(inbox.receive());
                inbox.receive();
                hold.join();
                outbox.send(ascii("old"));
              }
            },
        null);
    int port = port(server.bind(ListenerSpec.of("udp", "p", "udp:127.0.0.1:0")));
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(client, port, "one")).isEqualTo("one");
      tell(client, port, "two");
      Wait.until("it has come", () -> server.connections().getFirst().received() == 6);
      var stage = server.stage(2);
      server.register("p", "2", "test", 2, 0, Set.of(Carrier.DATAGRAM), ConnectionTest::echo, null);
      stage.release(1);
      Wait.until(
          "it is told",
          () -> server.connections().getFirst().state() == ConnectionInfo.State.FINISHING);
      assertThat(ask(client, port, "three")).isEqualTo("three");
      assertThat(server.connections()).hasSize(2);
      hold.complete(null);
      Wait.until("the old one has ended", () -> server.connections().size() == 1);
      assertThat(ask(client, port, "four")).isIn("four", "old");
    } finally {
      hold.complete(null);
    }
  }

  @Test
  void peersBeyondTheLimitAreNotHeard() throws Exception {
    int port =
        serve(
            ListenerSpec.of("udp", "echo", "udp:127.0.0.1:0")
                .with(ListenerSettings.MAX_CONNECTIONS, 1),
            ConnectionTest::echo);
    try (var first = new DatagramSocket(0, LOOPBACK);
        var second = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(first, port, "one")).isEqualTo("one");
      tell(second, port, "two");
      Wait.until("it is refused", () -> server.listeners().getFirst().rejected() == 1);
      assertThat(ask(first, port, "three")).isEqualTo("three");
    }
  }

  @Test
  void anAnswerAfterTheInputsEndIsStillSent() throws Exception {
    int port =
        serve(
            ListenerSpec.of("udp", "once", "udp:127.0.0.1:0"),
            connection -> Component.of("once", (in, out) -> out.send(in.receive())));
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(client, port, "hello")).isEqualTo("hello");
      Wait.until("it has ended", () -> server.connections().isEmpty());
    }
  }

  @Test
  void oneComponentServesAllPeersOfASocket() throws Exception {
    var made = new AtomicInteger();
    int port =
        serveSocket(
            ListenerSpec.of("udp", "echo", "udp:127.0.0.1:0"),
            "1",
            (listener, local) -> {
              made.incrementAndGet();
              return Component.of("echo", (in, out) -> in.forEach(out::send));
            });
    for (int i = 0; i < 20; i++) {
      try (var client = new DatagramSocket(0, LOOPBACK)) {
        assertThat(ask(client, port, "from " + i)).isEqualTo("from " + i);
      }
    }
    // One for each loop that has heard somebody.
    assertThat(made.get()).isBetween(1, 2);
    assertThat(server.connections())
        .hasSize(made.get())
        .allMatch(info -> info.peer().equals("0.0.0.0:0"));
    assertThat(server.connections().stream().mapToLong(ConnectionInfo::received).sum())
        .isEqualTo(10 * 6 + 10 * 7);
    assertThat(server.listeners().getFirst().connections()).isEqualTo(made.get());
    server.unbind("udp");
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void anotherVersionServesTheSocketFromTheNextDatagramOn() throws Exception {
    var spec = ListenerSpec.of("udp", "name", "udp:127.0.0.1:0");
    int port = serveSocket(spec, "1", (listener, local) -> answers("one"));
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(client, port, "who?")).isEqualTo("one");
      var second = server.register("name", "2", (listener, local) -> answers("two"));
      assertThat(ask(client, port, "who?")).isEqualTo("two");
      Wait.until("the first has finished", () -> server.connections().size() == 1);
      second.close();
      assertThat(ask(client, port, "who?")).isEqualTo("one");
      server.register("name", "3", connection -> eachPeer("three"));
      assertThat(ask(client, port, "who?")).isEqualTo("three");
    }
  }

  @Test
  void aSocketWhoseComponentFailsIsServedByAnother() throws Exception {
    int port =
        serveSocket(
            ListenerSpec.of("udp", "weak", "udp:127.0.0.1:0"),
            "1",
            (listener, local) ->
                Component.of(
                    "weak",
                    (in, out) -> {
                      for (Datagram datagram : in) {
                        if (datagram.payload().remaining() == 3) {
                          throw new IllegalStateException("three are too many");
                        }
                        out.send(datagram);
                      }
                    }));
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(client, port, "ab")).isEqualTo("ab");
      tell(client, port, "abc");
      Wait.until("it has failed", () -> server.connections().isEmpty());
      assertThat(askUntilAnswered(client, port)).isEqualTo("cd");
      assertThat(server.listeners().getFirst().state()).isEqualTo(ListenerInfo.State.SERVING);
      // What came too early after the failure.
      assertThat(server.listeners().getFirst().lost()).isPositive();
    }
  }

  @Test
  void aFactoryThatFailsDoesNotStopTheListener() throws Exception {
    var tries = new AtomicInteger();
    int port =
        serveSocket(
            ListenerSpec.of("udp", "late", "udp:127.0.0.1:0"),
            "1",
            (listener, local) -> {
              if (tries.getAndIncrement() == 0) {
                throw new IllegalStateException("not yet");
              }
              return answers("now");
            });
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      assertThat(askUntilAnswered(client, port)).isEqualTo("now");
    }
  }

  @Test
  void whoIsDeniedIsNotHeardByWhatServesTheSocket() throws Exception {
    int port =
        serveSocket(
            ListenerSpec.of("udp", "echo", "udp:127.0.0.1:0").with("deny", "127.0.0.0/8"),
            "1",
            (listener, local) -> answers("never"));
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      tell(client, port, "hello");
      Wait.until("it is refused", () -> server.listeners().getFirst().rejected() == 1);
      assertThat(server.connections()).isEmpty();
    }
  }

  @Test
  void aProtocolForSocketsAloneIsNotServedOverStreams() {
    server.register("dns", "1", (listener, local) -> answers("no"));
    ListenerInfo info = server.bind(ListenerSpec.of("tcp", "dns", "127.0.0.1:0"));
    assertThat(info.reason()).isEqualTo("dns 1 is not for streams");
  }

  @Test
  void manyOfOneTurnFindRoomBeforeTheirComponentIsThere() throws Exception {
    int port = serve(ListenerSpec.of("udp", "echo", "udp:127.0.0.1:0"), ConnectionTest::echo);
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      for (int i = 0; i < 60; i++) {
        tell(client, port, "number " + i);
      }
      for (int i = 0; i < 60; i++) {
        assertThat(hear(client)).isEqualTo("number " + i);
      }
    }
  }

  private static Component<Datagram, Datagram> answers(String name) {
    return Component.of(
        "answers",
        (in, out) -> in.forEach(each -> out.send(new Datagram(each.peer(), ascii(name)))));
  }

  private static Component<ByteBuffer, ByteBuffer> eachPeer(String name) {
    return Component.of("answers", (in, out) -> in.forEach(each -> out.send(ascii(name))));
  }

  private int serveSocket(ListenerSpec spec, String version, DatagramProtocolFactory factory) {
    server.register(spec.protocol(), version, factory);
    ListenerInfo info = server.bind(spec);
    assertThat(info.state()).as(info.reason()).isEqualTo(ListenerInfo.State.SERVING);
    return port(info);
  }

  /** Asks again and again, as what serves the socket comes back after a while. */
  private static String askUntilAnswered(DatagramSocket client, int port) throws IOException {
    client.setSoTimeout(20);
    while (true) {
      try {
        return ask(client, port, "cd");
      } catch (SocketTimeoutException e) {
        // Not yet.
      }
    }
  }

  @Test
  void aProtocolForStreamsAloneIsNotServedOverDatagrams() {
    server.register("lines", "1", "test", 0, 0, Set.of(Carrier.STREAM), ConnectionTest::echo, null);
    ListenerInfo info = server.bind(ListenerSpec.of("udp", "lines", "udp:127.0.0.1:0"));
    assertThat(info.state()).isEqualTo(ListenerInfo.State.FAILED);
    assertThat(info.reason()).isEqualTo("lines 1 is not for datagrams");
  }

  @Test
  void anAddressThatIsTakenIsSaidToBe() throws Exception {
    try (var taken = new DatagramSocket(0, LOOPBACK)) {
      server.register("echo", "1", ConnectionTest::echo);
      ListenerInfo info =
          server.bind(ListenerSpec.of("udp", "echo", "udp:127.0.0.1:" + taken.getLocalPort()));
      assertThat(info.reason()).contains("in use");
    }
    assertThat(server.retry("udp").state()).isEqualTo(ListenerInfo.State.SERVING);
  }

  @Test
  void oneListenerMovesFromStreamsToDatagramsAtTheSamePort() throws Exception {
    server.register("echo", "1", ConnectionTest::echo);
    String address = server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:0")).address();
    ListenerInfo info = server.bind(ListenerSpec.of("echo", "echo", "udp:" + address));
    assertThat(info.address()).isEqualTo("udp:" + address);
    try (var client = new DatagramSocket(0, LOOPBACK)) {
      assertThat(ask(client, port(info), "hello")).isEqualTo("hello");
    }
  }

  private int serve(ListenerSpec spec, ProtocolFactory factory) {
    server.register(spec.protocol(), "1", factory);
    ListenerInfo info = server.bind(spec);
    assertThat(info.state()).as(info.reason()).isEqualTo(ListenerInfo.State.SERVING);
    return port(info);
  }

  private static int port(ListenerInfo info) {
    return Integer.parseInt(info.address().substring(info.address().lastIndexOf(':') + 1));
  }

  private static String ask(DatagramSocket client, int port, String text) throws IOException {
    tell(client, port, text);
    return hear(client);
  }

  private static String hear(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[100], 100);
    client.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  private static void tell(DatagramSocket client, int port, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    client.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(LOOPBACK, port)));
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }
}
