package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Signal;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ConnectionInfo.State;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;

/** What becomes of connections that are told to finish, in virtual time. */
class FinishTest {
  private final SteppedAxon axon = new SteppedAxon(1);
  private final FakeTransport transport = new FakeTransport();
  private final TcpServer server = new TcpServer(transport, axon);

  @AfterEach
  void close() {
    axon.shutdown(Duration.ZERO, "the test is over");
  }

  // When idle.

  @Test
  void aConnectionThatRestsIsEndedAtOnceAndInOrder() {
    serve(ConnectionTest::echo);
    FakeStream peer = connect().send("x");
    axon.runUntilIdle();
    finish();
    assertThat(peer.taken()).isEqualTo("x");
    assertThat(peer.isEnded()).isTrue();
    assertThat(peer.isOver()).isFalse();
    peer.endSide();
    axon.runUntilIdle();
    assertThat(peer.isOver()).isTrue();
    assertThat(peer.isAborted()).isFalse();
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void whatCameBeforeIsAnsweredAlthoughItWasNotReadYet() {
    serve(ConnectionTest::echo);
    FakeStream peer = connect();
    peer.send("one").send("two").send("three");
    finish();
    assertThat(peer.taken()).isEqualTo("onetwothree");
    assertThat(peer.isEnded()).isTrue();
  }

  @Test
  void aProtocolAtWorkIsWaitedForAndEndedAsSoonAsItRests() {
    serve(slowEcho(Duration.ofSeconds(3)));
    FakeStream peer = connect().send("a");
    axon.runUntilIdle();
    finish();
    assertThat(info().state()).isEqualTo(State.FINISHING);
    assertThat(info().busy()).isTrue();
    // It is not cut off from what its peer still says to that.
    peer.send("b");
    axon.advance(Duration.ofSeconds(3));
    assertThat(peer.taken()).isEqualTo("a");
    assertThat(peer.isEnded()).isFalse();
    axon.advance(Duration.ofSeconds(3));
    assertThat(peer.taken()).isEqualTo("b");
    assertThat(peer.isEnded()).isTrue();
  }

  @Test
  void aProtocolThatAnswersNothingIsEndedAsSoonAsItRests() {
    serve(
        connection ->
            new Component<ByteBuffer, ByteBuffer>() {
              @Override
              protected void run() {
                for (ByteBuffer _ : inbox) {
                  clock().sleep(Duration.ofSeconds(1));
                }
              }
            });
    FakeStream peer = connect().send("a");
    axon.runUntilIdle();
    finish();
    axon.advance(Duration.ofMillis(999));
    assertThat(peer.isEnded()).isFalse();
    axon.advance(Duration.ofMillis(1));
    assertThat(peer.isEnded()).isTrue();
  }

  @Test
  void whatIsSentIsWaitedForWhileThePeerDoesNotRead() {
    serve(ConnectionTest::echo);
    FakeStream peer = connect().window(0).send("abc");
    axon.runUntilIdle();
    finish();
    assertThat(peer.isEnded()).isFalse();
    assertThat(info().busy()).isTrue();
    peer.window(2);
    axon.runUntilIdle();
    assertThat(peer.isEnded()).isFalse();
    peer.window(100);
    axon.runUntilIdle();
    assertThat(peer.taken()).isEqualTo("abc");
    assertThat(peer.isEnded()).isTrue();
  }

  @Test
  void aPeerThatSendsAsSoonAsItIsAnsweredIsEndedInTheGap() {
    serve(ConnectionTest::echo);
    FakeStream peer = connect();
    for (int i = 0; i < 3; i++) {
      peer.send("block");
      axon.runUntilIdle();
      assertThat(peer.taken()).isEqualTo("block");
    }
    peer.send("last");
    finish();
    assertThat(peer.taken()).isEqualTo("last");
    assertThat(peer.isEnded()).isTrue();
    // It did not know yet: what it sends is thrown away, and it is not reset.
    peer.send("too late");
    axon.runUntilIdle();
    assertThat(peer.taken()).isEmpty();
    assertThat(peer.unread()).isZero();
    assertThat(peer.isOver()).isFalse();
    peer.endSide();
    axon.runUntilIdle();
    assertThat(peer.isAborted()).isFalse();
    assertThat(peer.isOver()).isTrue();
  }

  @Test
  void aPipelineIsEndedWhenAllOfItRests() {
    serve(
        connection ->
            Pipeline.of(
                Component.<ByteBuffer, ByteBuffer>of("first", (in, out) -> in.forEach(out::send)),
                slowEcho(Duration.ofSeconds(1)).create(connection),
                Component.<ByteBuffer, ByteBuffer>of("last", (in, out) -> in.forEach(out::send))));
    FakeStream peer = connect().send("abc");
    axon.runUntilIdle();
    finish();
    assertThat(peer.isEnded()).isFalse();
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.taken()).isEqualTo("abc");
    assertThat(peer.isEnded()).isTrue();
  }

  @Test
  void aProtocolThatLooksForTheSignalFinishesByItself() {
    var heard = new AtomicReference<Signal>();
    serve(
        connection ->
            new Component<ByteBuffer, ByteBuffer>() {
              @Override
              protected void run() {
                while (select(inbox, control()) == inbox) {
                  outbox.send(inbox.receive());
                }
                heard.set(control().receive());
                outbox.send(bytes("bye after "));
                outbox.send(inbox.receive());
              }
            });
    FakeStream peer = connect().send("x");
    axon.runUntilIdle();
    finish();
    assertThat(heard.get())
        .isInstanceOfSatisfying(
            Signal.Shutdown.class,
            shutdown -> {
              assertThat(shutdown.within()).isEqualTo(Duration.ofSeconds(10));
              assertThat(shutdown.reason()).isEqualTo("p 1 is replaced");
            });
    axon.advance(Duration.ofSeconds(5));
    assertThat(peer.isEnded()).isFalse();
    peer.send("more");
    axon.runUntilIdle();
    assertThat(peer.taken()).isEqualTo("xbye after more");
    assertThat(peer.isEnded()).isTrue();
  }

  // At the deadline.

  @Test
  void aStreamThatNeverEndsIsEndedInOrderAtTheDeadlineIfItsPeerReads() {
    serve(ticks());
    FakeStream peer = connect();
    finish();
    axon.advance(Duration.ofMillis(9_900));
    assertThat(peer.isEnded()).isFalse();
    axon.advance(Duration.ofMillis(100));
    assertThat(peer.isEnded()).isTrue();
    assertThat(peer.isOver()).isFalse();
    assertThat(peer.taken()).matches("(tick)+");
    peer.endSide();
    axon.runUntilIdle();
    assertThat(peer.isAborted()).isFalse();
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void aFloodThatIsReadSlowlyIsEndedAfterWhatWasThere() {
    serve(
        connection ->
            Component.of(
                "flood",
                (in, out) -> {
                  in.receive();
                  while (true) {
                    out.send(ByteBuffer.allocate(1024));
                  }
                }),
        "bufferOut",
        "4KiB");
    FakeStream peer = connect().window(0).send("go");
    axon.runUntilIdle();
    finish();
    for (int i = 0; i < 100; i++) {
      peer.window(1);
      axon.advance(Duration.ofMillis(100));
    }
    assertThat(peer.isOver()).isFalse();
    peer.window(1 << 20);
    axon.runUntilIdle();
    assertThat(peer.isEnded()).isTrue();
    assertThat(peer.taken().length() % 1024).isZero();
    axon.advance(Duration.ofSeconds(2));
    assertThat(peer.isAborted()).isFalse();
    assertThat(peer.isOver()).isTrue();
  }

  @Test
  void aPeerThatReadsTooSlowlyForTheRestIsCut() {
    serve(ticks());
    FakeStream peer = connect().window(0);
    finish();
    for (int i = 0; i < 119; i++) {
      peer.window(1);
      axon.advance(Duration.ofMillis(100));
    }
    assertThat(peer.isOver()).isFalse();
    axon.advance(Duration.ofMillis(100));
    assertThat(peer.isAborted()).isTrue();
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void aPeerThatDoesNotReadIsCutAtTheDeadline() {
    serve(ticks());
    FakeStream peer = connect().window(0);
    finish();
    axon.advance(Duration.ofMillis(9_999));
    assertThat(peer.isOver()).isFalse();
    axon.advance(Duration.ofMillis(1));
    assertThat(peer.isAborted()).isTrue();
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void aBusyProtocolIsStoppedAtTheDeadlineAndWhatItHasSaidArrives() {
    serve(
        connection ->
            new Component<ByteBuffer, ByteBuffer>() {
              @Override
              protected void run() {
                outbox.send(inbox.receive());
                clock().sleep(Duration.ofHours(1));
                outbox.send(bytes("never"));
              }
            });
    FakeStream peer = connect().send("begun");
    axon.runUntilIdle();
    finish();
    axon.advance(Duration.ofSeconds(10));
    assertThat(peer.taken()).isEqualTo("begun");
    assertThat(peer.isEnded()).isTrue();
    // It does not end its side either.
    axon.advance(Duration.ofSeconds(2));
    assertThat(peer.isOver()).isTrue();
    assertThat(peer.isAborted()).isFalse();
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void oneThatIsToFinishAtTheDeadlineGoesOnUntilThen() {
    serve(ConnectionTest::echo, "finish", "at-deadline", "finishWithin", "5m");
    FakeStream peer = connect();
    finish();
    assertThat(info().state()).isEqualTo(State.FINISHING);
    assertThat(info().busy()).isFalse();
    axon.advance(Duration.ofMinutes(4));
    peer.send("still here");
    axon.runUntilIdle();
    assertThat(peer.taken()).isEqualTo("still here");
    axon.advance(Duration.ofMinutes(1));
    assertThat(peer.isEnded()).isTrue();
    assertThat(peer.isAborted()).isFalse();
  }

  // At once.

  @Test
  void oneThatIsToFinishAtOnceAnswersWhatItsProtocolHasAndNoMore() {
    serve(slowEcho(Duration.ofSeconds(1)), "finish", "at-once");
    FakeStream peer = connect().send("a");
    axon.runUntilIdle();
    finish();
    peer.send("b");
    axon.advance(Duration.ofSeconds(2));
    assertThat(peer.taken()).isEqualTo("a");
    assertThat(peer.isEnded()).isTrue();
  }

  // Those that have not begun.

  @Test
  void oneThatIsBusyWithWhatPrecedesItsProtocolIsClosedAtOnce() {
    serve(ConnectionTest::echo, "proxy", "192.0.2.0/24");
    FakeStream peer = connect();
    CompletableUnbind unbound = unbind();
    axon.runUntilIdle();
    assertThat(peer.isOver()).isTrue();
    unbound.join();
  }

  @Test
  void oneThatWasJustAcceptedIsServedWhatItHasSaid() {
    serve(ConnectionTest::echo);
    FakeStream peer = transport.connect("192.0.2.1").send("hello");
    // Accepted, and told to finish before its first turn.
    while (server.connections().isEmpty()) {
      assertThat(axon.step()).isTrue();
    }
    CompletableUnbind unbound = unbind();
    axon.runUntilIdle();
    assertThat(peer.taken()).isEqualTo("hello");
    assertThat(peer.isEnded()).isTrue();
    peer.endSide();
    axon.runUntilIdle();
    unbound.join();
  }

  @Test
  void aPeerThatHasEndedIsNoReasonToWait() {
    serve(slowEcho(Duration.ofSeconds(1)));
    FakeStream peer = connect().send("x").endSide();
    axon.runUntilIdle();
    finish();
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.taken()).isEqualTo("x");
    assertThat(peer.isOver()).isTrue();
    assertThat(peer.isAborted()).isFalse();
  }

  // Many.

  @Test
  void thoseWhoseProtocolIsReplacedEndOneAfterTheOther() {
    serve(ConnectionTest::echo);
    List<FakeStream> peers = List.of(connect(), connect(), connect());
    finish();
    assertThat(ended(peers)).isEqualTo(1);
    assertThat(server.connections())
        .hasSize(3)
        .allSatisfy(info -> assertThat(info.state()).isEqualTo(State.FINISHING));
    // Until it is its turn a connection goes on.
    peers.forEach(peer -> peer.send("x"));
    axon.runUntilIdle();
    assertThat(peers.stream().filter(peer -> peer.taken().equals("x"))).hasSize(2);
    axon.advance(Duration.ofMillis(5));
    assertThat(ended(peers)).isEqualTo(2);
    axon.advance(Duration.ofMillis(5));
    assertThat(ended(peers)).isEqualTo(3);
  }

  @Test
  void thoseThatLookForTheSignalAreToldOneAfterTheOther() {
    serve(connection -> new Attentive());
    List<FakeStream> peers = List.of(connect(), connect());
    finish();
    assertThat(ended(peers)).isEqualTo(1);
    axon.advance(Duration.ofMillis(5));
    assertThat(ended(peers)).isEqualTo(2);
  }

  @Test
  void theLastHasItsTurnInAQuarterOfTheTime() {
    serve(ConnectionTest::echo, "finishWithin", "4ms");
    List<FakeStream> peers = Stream.generate(this::connect).limit(20).toList();
    finish();
    assertThat(ended(peers)).isEqualTo(1);
    axon.advance(Duration.ofMillis(1));
    assertThat(ended(peers)).isEqualTo(20);
  }

  @Test
  void nobodyWaitsForItsTurnWhenTheListenerGoes() {
    serve(ConnectionTest::echo);
    List<FakeStream> peers = List.of(connect(), connect(), connect());
    finish();
    CompletableUnbind unbound = unbind();
    axon.runUntilIdle();
    assertThat(ended(peers)).isEqualTo(3);
    peers.forEach(FakeStream::endSide);
    axon.runUntilIdle();
    unbound.join();
  }

  private static long ended(List<FakeStream> peers) {
    return peers.stream().filter(FakeStream::isEnded).count();
  }

  /** Ends as soon as it is told to. */
  private static final class Attentive extends Component<ByteBuffer, ByteBuffer> {
    @Override
    protected void run() {
      var _ = control().receive();
    }
  }

  // Figures.

  @Test
  void aConnectionThatGoesOnIsIdleOrBusy() {
    serve(slowEcho(Duration.ofSeconds(1)));
    FakeStream peer = connect();
    assertThat(info().state()).isEqualTo(State.ACTIVE);
    assertThat(info().busy()).isFalse();
    peer.send("x");
    axon.runUntilIdle();
    assertThat(info().busy()).isTrue();
    axon.advance(Duration.ofSeconds(1));
    assertThat(info().busy()).isFalse();
  }

  @Test
  void aListenersBytesAreThoseOfOpenConnectionsAndOfThoseThatHaveEnded() {
    serve(ConnectionTest::echo);
    FakeStream first = connect().send("abc");
    axon.runUntilIdle();
    assertThat(server.listeners().getFirst().received()).isEqualTo(3);
    assertThat(server.listeners().getFirst().sent()).isEqualTo(3);
    first.endSide();
    var _ = connect().send("de");
    axon.runUntilIdle();
    assertThat(server.connections()).hasSize(1);
    assertThat(server.listeners().getFirst().received()).isEqualTo(5);
    assertThat(server.listeners().getFirst().sent()).isEqualTo(5);
  }

  /** Waits on a thread of its own, as a stepped system does nothing by itself. */
  private record CompletableUnbind(Thread thread) {
    void join() {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private CompletableUnbind unbind() {
    Thread thread = Thread.startVirtualThread(() -> server.unbind("a"));
    // It waits for the connections, all of which are told by then.
    Wait.until("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return new CompletableUnbind(thread);
  }

  private void serve(ProtocolFactory factory, String... settings) {
    server.register("p", "1", "test", 1, 0, EnumSet.of(Carrier.STREAM), factory, null);
    ListenerSpec spec = ListenerSpec.of("a", "p", "127.0.0.1:1");
    for (int i = 0; i < settings.length; i += 2) {
      spec = spec.with(settings[i], settings[i + 1]);
    }
    server.bind(spec);
    axon.runUntilIdle();
  }

  /** Another bundle takes the place of the one that serves. */
  private void finish() {
    Server.Stage stage = server.stage(2);
    stage.release(1);
    axon.runUntilIdle();
  }

  private FakeStream connect() {
    FakeStream peer = transport.connect("192.0.2.1");
    axon.runUntilIdle();
    return peer;
  }

  private ConnectionInfo info() {
    return server.connections().getFirst();
  }

  private static ProtocolFactory slowEcho(Duration pause) {
    return connection ->
        new Component<>() {
          @Override
          protected void run() {
            for (ByteBuffer message : inbox) {
              clock().sleep(pause);
              outbox.send(message);
            }
          }
        };
  }

  /** Sends for ever, and never reads. */
  private static ProtocolFactory ticks() {
    return connection ->
        new Component<>() {
          @Override
          protected void run() {
            while (true) {
              outbox.send(bytes("tick"));
              clock().sleep(Duration.ofMillis(10));
            }
          }
        };
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
