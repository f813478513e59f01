package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;

/** What goes wrong on purpose at a listener, in virtual time. */
class FaultsTest {
  private final SteppedAxon axon = new SteppedAxon(1);
  private final FakeTransport transport = new FakeTransport();
  private final TcpServer server = new TcpServer(transport, axon);

  @AfterEach
  void close() {
    axon.shutdown(Duration.ZERO, "the test is over");
  }

  // Streams.

  @Test
  void bytesAreDelayedEachWay() {
    serve("delay=100ms");
    FakeStream peer = connect().send("hello");
    millis(199);
    assertThat(peer.taken()).isEmpty();
    millis(1);
    assertThat(peer.taken()).isEqualTo("hello");
  }

  @Test
  void theRateIsThatOfTheBytesWithTheirHeaders() {
    serve("rate=8kbit/s");
    FakeStream peer = connect().send("x".repeat(960));
    millis(1999);
    assertThat(peer.taken()).isEmpty();
    millis(1);
    assertThat(peer.taken()).hasSize(960);
  }

  @Test
  void aStreamIsCutAtTheSamePlacesHoweverItIsWritten() {
    List<Integer> sizes = new ArrayList<>();
    serve(
        "slice=4",
        connection ->
            Component.of(
                "sizes",
                (in, out) ->
                    in.forEach(
                        bytes -> {
                          sizes.add(bytes.remaining());
                          out.send(bytes);
                        })));
    FakeStream peer = connect().send("123456");
    millis(1);
    peer.send("7890");
    millis(1);
    assertThat(sizes).containsExactly(4, 2, 2, 2);
    assertThat(peer.taken()).isEqualTo("1234567890");
  }

  @Test
  void aDirectionStandsStillAfterSoManyBytesAndThenGoesOn() {
    serve("stall=4,5s");
    FakeStream peer = connect().send("12345678");
    millis(4999);
    assertThat(peer.taken()).isEqualTo("1234");
    millis(1);
    assertThat(peer.taken()).isEqualTo("5678");
    peer.send("9");
    millis(1);
    assertThat(peer.taken()).isEqualTo("9");
  }

  @Test
  void aConnectionIsResetAfterSoManyBytesAndNotBefore() {
    List<String> came = new ArrayList<>();
    serve("reset=4", heard(came));
    FakeStream peer = connect().send("123");
    millis(1000);
    assertThat(peer.isOver()).isFalse();
    peer.send("456");
    millis(1);
    assertThat(peer.isAborted()).isTrue();
    assertThat(String.join("", came)).isEqualTo("1234.");
    assertThat(info().connections()).isZero();
  }

  @Test
  void endsComeAfterTheBytesAndOneWayAlone() {
    serve("delay=100ms rate=8kbit/s");
    FakeStream peer = connect().send("x".repeat(960)).endSide();
    millis(2199);
    assertThat(peer.taken()).isEmpty();
    assertThat(peer.isEnded()).isFalse();
    millis(1);
    assertThat(peer.taken()).hasSize(960);
    assertThat(peer.isEnded()).isFalse();
    // 40 bytes of the end itself
    millis(40);
    assertThat(peer.isEnded()).isTrue();
    assertThat(peer.isAborted()).isFalse();
    millis(1000);
    assertThat(peer.isOver()).isTrue();
  }

  @Test
  void whatWasWrittenArrivesThoughItsProtocolHasEnded() {
    serve(
        "delay=5s",
        connection ->
            Component.of(
                "bye",
                (in, out) -> out.send(ByteBuffer.wrap("bye".getBytes(StandardCharsets.US_ASCII)))));
    FakeStream peer = connect();
    millis(4999);
    assertThat(info().connections()).isZero();
    assertThat(peer.isOver()).isFalse();
    millis(1);
    assertThat(peer.taken()).isEqualTo("bye");
    assertThat(peer.isEnded()).isTrue();
    millis(5000);
    assertThat(peer.isOver()).isTrue();
    assertThat(peer.isAborted()).isFalse();
  }

  @Test
  void whatIsUnderWayArrivesWhenTheServerEnds() {
    serve("delay=3600s");
    FakeStream peer = connect().send("x");
    millis(3_600_000);
    assertThat(peer.taken()).isEmpty();
    axon.shutdown(Duration.ZERO, "the server is closed");
    axon.runUntilIdle();
    assertThat(peer.taken()).isEqualTo("x");
    assertThat(peer.isOver()).isTrue();
  }

  @Test
  void aResetOfThePeerComesAfterWhatItHasSent() {
    List<String> came = new ArrayList<>();
    serve("delay=100ms", heard(came));
    FakeStream peer = connect().send("before");
    axon.runUntilIdle();
    peer.reset();
    millis(99);
    assertThat(came).isEmpty();
    millis(1);
    assertThat(came).containsExactly("before", ".");
  }

  @Test
  void nobodyHasMoreUnderWayThanMayBe() {
    serve(
        "queue=10000B",
        connection -> Component.of("deaf", (in, out) -> axon.clock().sleep(Duration.ofDays(1))),
        "bufferIn",
        "512");
    FakeStream peer = connect();
    for (int i = 0; i < 100; i++) {
      peer.send("x".repeat(1000));
    }
    millis(1000);
    assertThat(peer.unread()).isBetween(80_000, 90_000);
  }

  @Test
  void whoSendsToAPeerThatDoesNotReadWaits() {
    List<Integer> sent = new ArrayList<>();
    serve(
        "queue=10000B",
        connection ->
            Component.of(
                "gush",
                (in, out) -> {
                  for (int i = 0; i < 1000; i++) {
                    out.send(ByteBuffer.allocate(1000));
                    sent.add(i);
                  }
                }),
        "bufferOut",
        "2000");
    FakeStream peer = transport.connect("192.0.2.1").window(0);
    millis(1000);
    assertThat(sent).hasSizeBetween(10, 60);
    peer.window(Integer.MAX_VALUE);
    millis(1000);
    assertThat(sent).hasSize(1000);
    assertThat(peer.taken()).hasSize(1_000_000);
  }

  @Test
  void theSeedAndTheNumberOfAConnectionSayAfterWhichByteItIsReset() {
    List<Integer> lives = lives("reset=5% slice=10 seed=7", 10);
    assertThat(Set.copyOf(lives)).hasSizeGreaterThan(5);
    assertThat(lives("reset=0.05 slice=10 seed=7", 7)).isEqualTo(lives);
    assertThat(lives("reset=5% slice=10 seed=8", 10)).isNotEqualTo(lives);
  }

  /** How many bytes of some connections arrive until they are reset, sent so many at a time. */
  private List<Integer> lives(String faults, int atOnce) {
    List<String> came = new ArrayList<>();
    serve(faults, heard(came));
    List<Integer> lives = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      came.clear();
      FakeStream peer = connect();
      while (!peer.isOver()) {
        peer.send("x".repeat(atOnce));
        axon.runUntilIdle();
      }
      lives.add(String.join("", came).length() - 1);
    }
    serve("off");
    return lives;
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    String faults = "delay=pareto(5ms,2) stall=10%,300ms rate=100kbit/s slice=10 seed=";
    assertThat(run(faults + 7)).isEqualTo(run(faults + 7)).isNotEqualTo(run(faults + 8));
  }

  /** What comes back to a peer, and when. */
  private List<String> run(String faults) {
    serve(faults);
    List<String> run = new ArrayList<>();
    FakeStream peer = connect();
    for (int i = 0; i < 300; i++) {
      peer.send("x".repeat(i));
      millis(10);
      run.add(peer.taken());
    }
    serve("off");
    return run;
  }

  @Test
  void aSeedThatIsDrawnIsSaid() {
    serve("delay=1ms");
    String said = info().faults();
    assertThat(said).matches("delay=1ms seed=[0-9]+");
    serve("delay=1ms", FaultsTest::echo, "idleTimeout", "5m");
    assertThat(info().faults()).isEqualTo(said);
    serve("delay=1ms seed=42");
    assertThat(info().faults()).isEqualTo("delay=1ms seed=42");
    serve("off");
    assertThat(info().faults()).isEmpty();
  }

  @Test
  void theyEndForAllAtOnce() {
    serve("stall=4,10m");
    FakeStream stalled = connect().send("12345678");
    millis(1000);
    assertThat(stalled.taken()).isEqualTo("1234");
    serve("off");
    assertThat(stalled.taken()).isEqualTo("5678");
    stalled.send("9");
    axon.runUntilIdle();
    assertThat(stalled.taken()).isEqualTo("9");
  }

  @Test
  void othersAreForNewConnections() {
    FakeStream before = plain();
    serve("delay=1s");
    FakeStream slow = connect();
    serve("delay=10s");
    FakeStream slower = connect();
    List.of(before, slow, slower).forEach(peer -> peer.send("x"));
    axon.runUntilIdle();
    assertThat(before.taken()).isEqualTo("x");
    assertThat(slow.taken()).isEqualTo("x");
    assertThat(slower.taken()).isEmpty();
    millis(20_000);
    assertThat(slower.taken()).isEqualTo("x");
  }

  @Test
  void whatAStreamCannotHaveIsRefusedByItsName() {
    refused("loss=1%", "loss=1%: TCP would make good for it");
    refused("delay=1ms reorder=by-delay", "reorder=by-delay: a stream has one order");
    refused("corrupt=1%", "corrupt=1%: ");
    refused("duplicate=1%", "duplicate=1%: ");
    refused("mtu=1000", "mtu=1000: slice says how");
    refused("queue=codel", "queue=codel: nothing of a stream is dropped");
    refused("satellite", "satellite has loss: TCP would make good for it; without it: loss=0%");
    refused("lossy", "no link preset lossy; there are ideal-6g, ");
    refused("delay=1ms wobble=3", "wobble=3: there are delay, rate, ");
    refused("delay=soon", "delay=soon: ");
    refused("slice=0", "slice=0: bytes, 1 to 64KiB");
    refused("stall=1%", "stall=1%: when and for how long, such as 1%,5s");
    refused("reset=101%", "reset=101%: neither a share");
    refused("seed=x", "seed=x: no number");
    serve("satellite loss=0%");
    assertThat(info().faults()).startsWith("satellite loss=0% seed=");
    assertThatThrownBy(() -> serveDatagrams("reset=1%"))
        .hasMessageContaining("reset=1%: that is for streams");
  }

  private void refused(String faults, String why) {
    assertThatThrownBy(() -> serve(faults))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("faults = " + faults + ": ")
        .hasMessageContaining(why);
  }

  // Datagrams.

  @Test
  void datagramsAreLostDoubledAndLate() {
    FakeDatagrams socket = serveDatagrams("loss=packets(2) delay=1s");
    for (String text : List.of("one", "two", "three", "four")) {
      socket.arrive(datagram(text));
    }
    axon.runUntilIdle();
    assertThat(taken(socket)).isEmpty();
    millis(2000);
    // of one, three and four, the second
    assertThat(taken(socket)).containsExactly("one", "four");
    serveDatagrams("duplicate=100%");
    socket.arrive(datagram("five"));
    axon.runUntilIdle();
    assertThat(taken(socket)).containsExactly("five", "five", "five", "five");
    assertThat(info().lost()).isZero();
  }

  @Test
  void datagramsHaveNoFaultsAnyMoreAtOnce() {
    FakeDatagrams socket = serveDatagrams("rate=stalled");
    socket.arrive(datagram("one"));
    millis(1000);
    assertThat(taken(socket)).isEmpty();
    serveDatagrams("off");
    assertThat(taken(socket)).containsExactly("one");
    socket.arrive(datagram("two"));
    axon.runUntilIdle();
    assertThat(taken(socket)).containsExactly("two");
  }

  @Test
  void theSeedDecidesWhichDatagramsAreLost() {
    List<String> one = survivors("loss=50% seed=7");
    assertThat(one).hasSizeBetween(5, 40);
    assertThat(survivors("loss=50% seed=7")).isEqualTo(one);
    assertThat(survivors("loss=50% seed=8")).isNotEqualTo(one);
  }

  private List<String> survivors(String faults) {
    FakeDatagrams socket = serveDatagrams(faults);
    for (int i = 0; i < 50; i++) {
      socket.arrive(datagram(String.valueOf(i)));
      axon.runUntilIdle();
    }
    serveDatagrams("off");
    return taken(socket);
  }

  private static Datagram datagram(String text) {
    return new Datagram(
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 40_000),
        ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static List<String> taken(FakeDatagrams socket) {
    return socket.taken().stream()
        .map(it -> StandardCharsets.US_ASCII.decode(it.payload().duplicate()).toString())
        .toList();
  }

  private FakeDatagrams serveDatagrams(String faults) {
    serve(ListenerSpec.of("a", "test", "udp:127.0.0.1:1").with("faults", faults), FaultsTest::echo);
    return Objects.requireNonNull(transport.datagrams);
  }

  private void millis(long count) {
    axon.advance(Duration.ofMillis(count));
  }

  private FakeStream plain() {
    serve("off");
    return connect();
  }

  private FakeStream connect() {
    FakeStream peer = transport.connect("192.0.2.1");
    axon.runUntilIdle();
    return peer;
  }

  private ListenerInfo info() {
    return server.listeners().getFirst();
  }

  private void serve(String faults) {
    serve(faults, FaultsTest::echo);
  }

  private void serve(String faults, ProtocolFactory factory, String... settings) {
    var spec = ListenerSpec.of("a", "test", "127.0.0.1:1").with("faults", faults);
    for (int i = 0; i < settings.length; i += 2) {
      spec = spec.with(settings[i], settings[i + 1]);
    }
    serve(spec, factory);
  }

  private void serve(ListenerSpec spec, ProtocolFactory factory) {
    server.register("test", "1." + server.protocols().size(), factory);
    server.bind(spec);
    axon.runUntilIdle();
  }

  private static Component<ByteBuffer, ByteBuffer> echo(Connection connection) {
    return Component.of("echo", (in, out) -> in.forEach(out::send));
  }

  /** Keeps what it hears, and the end as a full stop. */
  private static ProtocolFactory heard(List<String> came) {
    return connection ->
        Component.of(
            "hears",
            (in, out) -> {
              in.forEach(bytes -> came.add(StandardCharsets.US_ASCII.decode(bytes).toString()));
              came.add(".");
            });
  }
}
