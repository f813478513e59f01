package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ConnectionInfo.State;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Server;
import org.kamaelia.net.Tapped;

/** Connections that go on with another version of their protocol, in virtual time. */
@Timeout(10)
class HandOverTest {
  private final SteppedAxon axon = new SteppedAxon(1);
  private final FakeTransport transport = new FakeTransport();
  private final TcpServer server = new TcpServer(transport, axon);
  private int bundles;

  @AfterEach
  void close() {
    axon.shutdown(Duration.ZERO, "the test is over");
  }

  @Test
  void aConnectionThatRestsGoesOnWithTheOtherVersion() {
    serve(marking("1"));
    FakeStream peer = connect();
    assertThat(said(peer, "a")).isEqualTo("1a");
    replace(marking("2"));
    assertThat(said(peer, "b")).isEqualTo("2b");
    assertThat(peer.isEnded()).isFalse();
    assertThat(server.connections())
        .singleElement()
        .satisfies(
            info -> {
              assertThat(info.version()).isEqualTo("2");
              assertThat(info.state()).isEqualTo(State.ACTIVE);
              assertThat(info.busy()).isFalse();
            });
    assertThat(server.protocols())
        .extracting(ProtocolInfo::connections)
        .as("of each version")
        .containsExactly(0, 1);
  }

  @Test
  void itIsDoneAgainAndAgain() {
    serve(marking("0"));
    FakeStream peer = connect();
    for (int i = 1; i < 50; i++) {
      replace(marking(String.valueOf(i)));
      assertThat(said(peer, "x")).isEqualTo(i + "x");
    }
    peer.endSide();
    axon.runUntilIdle();
    assertThat(peer.isOver()).isTrue();
    assertThat(peer.isAborted()).isFalse();
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void whatCameBeforeItRestsIsTheOldVersionsToAnswer() {
    serve(handing(connection -> slow("1")));
    FakeStream peer = connect().send("a");
    axon.runUntilIdle();
    replace(marking("2"));
    peer.send("b");
    axon.advance(Duration.ofSeconds(1));
    peer.send("c");
    axon.advance(Duration.ofSeconds(2));
    assertThat(peer.taken()).isEqualTo("1a1b1c");
    assertThat(said(peer, "d")).isEqualTo("2d");
  }

  @Test
  void whatTheOldVersionSaysAtItsEndComesFirstAndWhatComesMeanwhileWaits() {
    serve(
        handing(
            connection ->
                new Component<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() {
                    inbox.forEach(outbox::send);
                    outbox.send(bytes("so "));
                    clock().sleep(Duration.ofSeconds(1));
                    outbox.send(bytes("long "));
                  }
                }));
    FakeStream peer = connect();
    replace(marking("2"));
    peer.send("a");
    axon.runUntilIdle();
    assertThat(peer.taken()).isEqualTo("so ");
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.taken()).isEqualTo("long 2a");
    assertThat(peer.isEnded()).isFalse();
  }

  @Test
  void whatTheOldVersionSendsMayEndBeforeItDoes() {
    serve(
        handing(
            connection ->
                new Component<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() {
                    inbox.forEach(outbox::send);
                    outbox.end();
                    clock().sleep(Duration.ofSeconds(1));
                  }
                }));
    FakeStream peer = connect();
    replace(marking("2"));
    axon.runUntilIdle();
    assertThat(peer.isEnded()).isFalse();
    axon.advance(Duration.ofSeconds(1));
    assertThat(said(peer, "a")).isEqualTo("2a");
  }

  @Test
  void oneThatDoesNotEndInTimeIsStoppedAndTheConnectionIsEnded() {
    serve(
        handing(
            connection ->
                new Component<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() {
                    inbox.forEach(outbox::send);
                    clock().sleep(Duration.ofHours(1));
                  }
                }));
    FakeStream peer = connect();
    replace(marking("2"));
    axon.advance(Duration.ofSeconds(10));
    assertThat(peer.isEnded()).isTrue();
    peer.endSide();
    axon.runUntilIdle();
    assertThat(peer.isAborted()).isFalse();
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void aProtocolOfSeveralComponentsIsHandedOverToo() {
    serve(
        handing(
            connection ->
                Pipeline.of(
                    Component.<ByteBuffer, ByteBuffer>of("in", (in, out) -> in.forEach(out::send)),
                    Component.<ByteBuffer, ByteBuffer>of(
                        "out", (in, out) -> in.forEach(out::send)))));
    FakeStream peer = connect();
    assertThat(said(peer, "a")).isEqualTo("a");
    replace(marking("2"));
    assertThat(said(peer, "b")).isEqualTo("2b");
  }

  @Test
  void oneThatLeavesAComponentBehindEndsWithIt() {
    serve(
        handing(
            connection ->
                new Component<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() {
                    activate(
                        Component.<ByteBuffer, ByteBuffer>of("left", (in, out) -> in.receive()));
                    inbox.forEach(outbox::send);
                  }
                }));
    FakeStream peer = connect();
    replace(marking("2"));
    assertThat(peer.isEnded()).isTrue();
    peer.endSide();
    axon.advance(Duration.ofSeconds(20));
    assertThat(server.connections()).isEmpty();
  }

  @Test
  void oneThatLooksForTheSignalIsHandedOverAsWell() {
    serve(
        handing(
            connection ->
                new Component<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() {
                    while (select(inbox, control()) == inbox) {
                      outbox.send(inbox.receive());
                    }
                  }
                }));
    FakeStream peer = connect();
    assertThat(said(peer, "a")).isEqualTo("a");
    replace(marking("2"));
    assertThat(said(peer, "b")).isEqualTo("2b");
  }

  @Test
  void ifOneOfTheTwoDoesNotSayItsConnectionsEnd() {
    serve(marking("1"));
    FakeStream peer = connect();
    replace(ConnectionTest::echo);
    assertThat(peer.isEnded()).isTrue();
    FakeStream other = connect();
    replace(marking("3"));
    assertThat(other.isEnded()).isTrue();
  }

  @Test
  void oneThatHasNotReadIsHandedOverWhenItHas() {
    serve(marking("1"));
    FakeStream peer = connect().window(0).send("a");
    axon.runUntilIdle();
    replace(marking("2"));
    peer.send("b");
    axon.runUntilIdle();
    peer.window(100);
    axon.runUntilIdle();
    assertThat(peer.taken()).isEqualTo("1a1b");
    assertThat(said(peer, "c")).isEqualTo("2c");
  }

  @Test
  void onePeerHasEndedItEndsWithTheOldVersion() {
    serve(handing(connection -> slow("1")));
    FakeStream peer = connect().send("a").endSide();
    axon.runUntilIdle();
    replace(marking("2"));
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.taken()).isEqualTo("1a");
    assertThat(peer.isOver()).isTrue();
    assertThat(peer.isAborted()).isFalse();
  }

  @Test
  void aVersionThatIsReplacedBeforeItHasThemIsLeftOut() {
    serve(handing(connection -> slow("1")));
    FakeStream peer = connect().send("a");
    axon.runUntilIdle();
    replace(marking("2"));
    replace(marking("3"));
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.taken()).isEqualTo("1a");
    assertThat(said(peer, "b")).isEqualTo("3b");
  }

  @Test
  void theOldVersionMayGoWhenItHasHandedItsConnectionsOver() throws Exception {
    bind();
    Server.Registration old = register(handing(connection -> slow("1")));
    FakeStream peer = connect().send("a");
    axon.runUntilIdle();
    var _ = register(marking("2"));
    Thread going = Thread.startVirtualThread(old::close);
    Wait.until("it waits", () -> going.getState() == Thread.State.TIMED_WAITING);
    axon.advance(Duration.ofSeconds(1));
    going.join();
    assertThat(said(peer, "b")).isEqualTo("1a2b");
  }

  @Test
  void aDrainEndsThemAlthoughAnotherVersionIsThere() {
    serve(handing(connection -> slow("1")));
    FakeStream peer = connect().send("a");
    axon.runUntilIdle();
    replace(marking("2"));
    var drained = server.drain("a").toCompletableFuture();
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.isEnded()).isTrue();
    peer.endSide();
    axon.runUntilIdle();
    assertThat(drained.join().told()).isOne();
  }

  @Test
  void aDrainEndsOneThatIsJustBeingHandedOver() {
    serve(
        handing(
            connection ->
                new Component<ByteBuffer, ByteBuffer>() {
                  @Override
                  protected void run() {
                    inbox.forEach(outbox::send);
                    clock().sleep(Duration.ofSeconds(1));
                    outbox.send(bytes("bye"));
                  }
                }));
    FakeStream peer = connect();
    replace(marking("2"));
    var drained = server.drain("a").toCompletableFuture();
    axon.advance(Duration.ofSeconds(1));
    assertThat(peer.taken()).isEqualTo("bye");
    assertThat(peer.isEnded()).isTrue();
    assertThat(drained).isNotDone();
    peer.endSide();
    axon.runUntilIdle();
    assertThat(drained).isCompletedWithValue(new Drained(1, 0));
  }

  @Test
  void oneOfAListenerThatIsToFinishAtTheDeadlineIsHandedOverAndAtOnceIsEnded() {
    serve(marking("1"), "finish", "at-deadline");
    FakeStream peer = connect();
    replace(marking("2"));
    assertThat(said(peer, "a")).isEqualTo("2a");
    bind("finish", "at-once");
    replace(marking("3"));
    assertThat(peer.isEnded()).isTrue();
  }

  @Test
  void anOldVersionThatListenersStillAskForKeepsItsOwn() {
    server.bind(ListenerSpec.of("a", "p", "127.0.0.1:1").with("version", "[1,2)"));
    var _ = register(marking("1"));
    FakeStream peer = connect();
    var _ = register(marking("2"));
    axon.runUntilIdle();
    assertThat(said(peer, "a")).isEqualTo("1a");
    replace(marking("3"));
    assertThat(said(peer, "a")).isEqualTo("1a");
  }

  @Test
  void aFactoryThatFailsHasItsConnectionCutAndNoOther() {
    serve(marking("1"));
    FakeStream bad = connect();
    FakeStream good = connect();
    List<Connection> asked = new ArrayList<>();
    replace(
        handing(
            connection -> {
              asked.add(connection);
              if (asked.size() == 1) {
                throw new IllegalStateException("planned");
              }
              return mark("2");
            }));
    axon.advance(Duration.ofMillis(1));
    assertThat(bad.isAborted()).isTrue();
    assertThat(said(good, "a")).isEqualTo("2a");
  }

  @Test
  void theyAreHandedOverOneAfterTheOther() {
    serve(marking("1"));
    List<FakeStream> peers = List.of(connect(), connect(), connect());
    replace(marking("2"));
    for (int i = 1; i <= 3; i++) {
      assertThat(server.connections()).filteredOn(info -> info.version().equals("2")).hasSize(i);
      axon.advance(Duration.ofMillis(1));
    }
    assertThat(peers).noneMatch(FakeStream::isEnded);
  }

  @Test
  void whoWatchesHearsOfOneConnection() {
    serve(marking("1"));
    List<Tapped> heard = new ArrayList<>();
    var _ = server.tap("a", heard::add);
    FakeStream peer = connect();
    assertThat(said(peer, "a")).isEqualTo("1a");
    replace(marking("2"));
    assertThat(said(peer, "b")).isEqualTo("2b");
    assertThat(heard)
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("Began", "Received", "Sent", "Received", "Sent");
  }

  private void serve(ProtocolFactory factory, String... settings) {
    bind(settings);
    var _ = register(factory);
  }

  private void bind(String... settings) {
    ListenerSpec spec = ListenerSpec.of("a", "p", "127.0.0.1:1");
    for (int i = 0; i < settings.length; i += 2) {
      spec = spec.with(settings[i], settings[i + 1]);
    }
    server.bind(spec);
  }

  /** The next bundle's, with its number for a version. */
  private Server.Registration register(ProtocolFactory factory) {
    bundles++;
    Server.Registration registration =
        server.register(
            "p",
            String.valueOf(bundles),
            "test",
            bundles,
            0,
            EnumSet.of(Carrier.STREAM),
            factory,
            null);
    axon.runUntilIdle();
    return registration;
  }

  /** Another bundle takes the place of the last. */
  private void replace(ProtocolFactory factory) {
    Server.Stage stage = server.stage(bundles + 1);
    var _ = register(factory);
    stage.release(bundles - 1);
    axon.runUntilIdle();
  }

  private FakeStream connect() {
    FakeStream peer = transport.connect("192.0.2.1");
    axon.runUntilIdle();
    return peer;
  }

  /** What the peer gets when it has said that, and all that it did not take before. */
  private String said(FakeStream peer, String words) {
    peer.send(words);
    axon.runUntilIdle();
    return peer.taken();
  }

  private static ProtocolFactory marking(String mark) {
    return handing(connection -> mark(mark));
  }

  private static ProtocolFactory handing(
      Function<Connection, Component<ByteBuffer, ByteBuffer>> made) {
    return new ProtocolFactory() {
      @Override
      public Component<ByteBuffer, ByteBuffer> create(Connection connection) {
        return made.apply(connection);
      }

      @Override
      public boolean handsOver() {
        return true;
      }
    };
  }

  /** Echo, with a mark before each message. */
  private static Component<ByteBuffer, ByteBuffer> mark(String mark) {
    return Component.of(
        "mark",
        (in, out) ->
            in.forEach(
                message -> {
                  out.send(bytes(mark));
                  out.send(message);
                }));
  }

  /** The same, a second after each message. */
  private static Component<ByteBuffer, ByteBuffer> slow(String mark) {
    return new Component<>() {
      @Override
      protected void run() {
        for (ByteBuffer message : inbox) {
          clock().sleep(Duration.ofSeconds(1));
          outbox.send(bytes(mark));
          outbox.send(message);
        }
      }
    };
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
