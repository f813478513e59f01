package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ConnectionInfo.State;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.Tap;
import org.kamaelia.net.Tapped;

/** What an operator closes, in virtual time. */
class CloseTest {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 1);

  private final SteppedAxon axon = new SteppedAxon(1);
  private final FakeTransport transport = new FakeTransport();
  private final TcpServer server = new TcpServer(transport, axon);

  @AfterEach
  void close() {
    axon.shutdown(Duration.ZERO, "the test is over");
  }

  @Test
  void onlyThoseThatAreMeantAreToldToFinishAndCounted() {
    serve(ConnectionTest::echo);
    FakeStream meant = connect("192.0.2.1");
    FakeStream other = connect("192.0.2.2");
    List<String> asked = new ArrayList<>();
    CompletableFuture<Drained> closed =
        server
            .closeConnections(
                it -> {
                  asked.add("%d %s".formatted(it.id(), it.listener()));
                  return it.id() == 1;
                },
                false)
            .toCompletableFuture();
    axon.runUntilIdle();
    assertThat(asked).containsExactlyInAnyOrder("1 a", "2 a");
    assertThat(meant.isEnded()).isTrue();
    assertThat(closed).isNotDone();
    meant.endSide();
    axon.runUntilIdle();
    assertThat(closed.join()).isEqualTo(new Drained(1, 0));
    assertThat(meant.isAborted()).isFalse();
    assertThat(other.send("still").isOver()).isFalse();
    axon.runUntilIdle();
    assertThat(other.taken()).isEqualTo("still");
    assertThat(connect("192.0.2.1").isOver()).as("who comes again").isFalse();
    assertThat(rejections()).isEqualTo(Map.of(Rejection.OPERATOR, 1L));
  }

  @Test
  void oneThatIsBusyIsWaitedForAndCountedOnceHoweverOftenItIsClosed() {
    serve(slow());
    FakeStream peer = connect("192.0.2.1").send("a");
    axon.runUntilIdle();
    var _ = close(false);
    CompletableFuture<Drained> closed = close(false);
    assertThat(info().state()).isEqualTo(State.FINISHING);
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.taken()).isEqualTo("a");
    assertThat(peer.isEnded()).isTrue();
    peer.endSide();
    axon.runUntilIdle();
    assertThat(closed.join()).isEqualTo(new Drained(1, 0));
    assertThat(rejections()).isEqualTo(Map.of(Rejection.OPERATOR, 1L));
  }

  @Test
  void oneThatIsResetIsGoneForItsPeerAtOnceAndItsProtocolGetsTheEnd() {
    List<String> heard = new ArrayList<>();
    serve(
        connection ->
            Component.of(
                "writer",
                (in, out) -> {
                  heard.add(in.receive().remaining() + " bytes");
                  out.send(ByteBuffer.allocate(1000));
                  in.forEach(it -> heard.add("more"));
                  heard.add("the end");
                }));
    FakeStream peer = connect("192.0.2.1").window(10).send("abc");
    axon.runUntilIdle();
    List<Tapped> tapped = new ArrayList<>();
    var _ = server.tap(1, (Tap) tapped::add);
    axon.runUntilIdle();
    CompletableFuture<Drained> reset = close(true);
    assertThat(peer.isAborted()).isTrue();
    assertThat(peer.taken()).hasSize(10);
    assertThat(heard).containsExactly("3 bytes", "the end");
    assertThat(reset.join()).isEqualTo(new Drained(1, 0));
    assertThat(server.connections()).isEmpty();
    assertThat(tapped.getLast())
        .isInstanceOfSatisfying(
            Tapped.Ended.class, it -> assertThat(it.how()).isEqualTo(Tapped.How.CUT));
    assertThat(rejections()).isEqualTo(Map.of(Rejection.OPERATOR, 1L));
  }

  @Test
  void oneThatFinishesAlreadyMayBeResetNonetheless() {
    serve(slow());
    FakeStream peer = connect("192.0.2.1").send("a");
    axon.runUntilIdle();
    CompletableFuture<Drained> closed = close(false);
    CompletableFuture<Drained> reset = close(true);
    assertThat(peer.isAborted()).isTrue();
    axon.advance(Duration.ofSeconds(1));
    assertThat(closed).isCompletedWithValue(new Drained(1, 0));
    assertThat(reset).isCompletedWithValue(new Drained(1, 0));
    assertThat(rejections()).isEqualTo(Map.of(Rejection.OPERATOR, 1L));
  }

  @Test
  void oneWhoseEndIsWaitedForOnlyMayBeResetNonetheless() {
    serve(ConnectionTest::echo);
    FakeStream peer = connect("192.0.2.1");
    var _ = close(false);
    assertThat(peer.isEnded()).isTrue();
    assertThat(peer.isOver()).isFalse();
    var _ = close(true);
    assertThat(peer.isAborted()).isTrue();
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void oneThatIsBusyWithWhatPrecedesItsProtocolIsClosedAtOnce() {
    serve(ConnectionTest::echo, "proxy", "192.0.2.0/24");
    FakeStream closed = connect("192.0.2.1");
    assertThat(close(false)).isCompletedWithValue(new Drained(1, 0));
    assertThat(closed.isOver()).isTrue();
    FakeStream reset = connect("192.0.2.1");
    assertThat(close(true)).isCompletedWithValue(new Drained(1, 0));
    assertThat(reset.isAborted()).isTrue();
  }

  /** It can be found before its loop has heard of it. */
  @Test
  void oneThatHasNotBegunIsClosedWhenItDoes() {
    serve(ConnectionTest::echo);
    Loop loop = axon.loops().getFirst();
    FakeStream finished = new FakeStream(ADDRESS, ADDRESS);
    FakeStream reset = new FakeStream(ADDRESS, ADDRESS);
    var first = notBegun(1, loop, finished);
    var second = notBegun(2, loop, reset);
    first.finish("the test wants it");
    second.finish("the test wants it");
    second.close(true);
    axon.runUntilIdle();
    loop.execute(first::start);
    loop.execute(second::start);
    axon.runUntilIdle();
    assertThat(finished.isEnded()).isTrue();
    assertThat(reset.isAborted()).isTrue();
    assertThat(rejections()).isEqualTo(Map.of(Rejection.OPERATOR, 1L));
  }

  private StreamConnection notBegun(long id, Loop loop, FakeStream stream) {
    return new StreamConnection(
        id,
        server.find("a"),
        new Listener.Admitted(stream, stream),
        loop.group("conn" + id),
        () -> {},
        () -> {});
  }

  @Test
  void whereNobodyIsMeantNothingHappens() {
    serve(ConnectionTest::echo);
    FakeStream peer = connect("192.0.2.1");
    assertThat(server.closeConnections(it -> false, true)).isCompletedWithValue(new Drained(0, 0));
    axon.runUntilIdle();
    assertThat(peer.isOver()).isFalse();
    assertThat(rejections()).isEmpty();
  }

  private CompletableFuture<Drained> close(boolean reset) {
    var closed = server.closeConnections((Connection it) -> true, reset).toCompletableFuture();
    axon.runUntilIdle();
    return closed;
  }

  private void serve(ProtocolFactory factory, String... settings) {
    server.register("p", "1", factory);
    var spec = ListenerSpec.of("a", "p", "127.0.0.1:1");
    for (int i = 0; i < settings.length; i += 2) {
      spec = spec.with(settings[i], settings[i + 1]);
    }
    server.bind(spec);
    axon.runUntilIdle();
  }

  private FakeStream connect(String from) {
    FakeStream peer = transport.connect(from);
    axon.runUntilIdle();
    return peer;
  }

  private ConnectionInfo info() {
    return server.connections().getFirst();
  }

  private Map<Rejection, Long> rejections() {
    return server.listeners().getFirst().rejections();
  }

  /** Echo, a second after each message. */
  private static ProtocolFactory slow() {
    return connection ->
        new Component<ByteBuffer, ByteBuffer>() {
          @Override
          protected void run() {
            for (ByteBuffer message : inbox) {
              clock().sleep(Duration.ofSeconds(1));
              outbox.send(message);
            }
          }
        };
  }
}
