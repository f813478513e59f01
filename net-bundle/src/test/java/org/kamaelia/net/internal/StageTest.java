package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.ProtocolInfo.State;
import org.kamaelia.net.Server;
import org.kamaelia.net.Sniffer;

/** Bundles whose protocols are held back, and how one takes another's place; in virtual time. */
class StageTest {
  private final SteppedAxon axon = new SteppedAxon(1);
  private final FakeTransport transport = new FakeTransport();
  private final TcpServer server = new TcpServer(transport, axon);

  @AfterEach
  void close() {
    axon.shutdown(Duration.ZERO, "the test is over");
  }

  @Test
  void whatAHeldBundleRegistersIsShownAndServesNobody() {
    bind("a", "p");
    bind("sniffs", "other", "sniff", "p");
    register("p", "1", 1);
    try (Server.Stage stage = server.stage(2)) {
      register("p", "2", 2);
      register("q", "2", 2);
      bind("waits", "q");
      assertThat(stage.protocols())
          .extracting(ProtocolInfo::name, ProtocolInfo::state, ProtocolInfo::bundle)
          .containsExactly(tuple("p", State.HELD, 2L), tuple("q", State.HELD, 2L));
      assertThat(server.protocols())
          .extracting(ProtocolInfo::version, ProtocolInfo::state, ProtocolInfo::listeners)
          .containsExactly(
              tuple("1", State.SERVING, List.of("a", "sniffs")),
              tuple("2", State.HELD, List.of()),
              tuple("2", State.HELD, List.of()));
      assertThat(info("a").version()).isEqualTo("1");
      assertThat(info("waits").state()).isEqualTo(ListenerInfo.State.WAITING);
      assertThat(info("waits").reason()).isEqualTo("there is no protocol q, only 2 (held)");
      assertThat(greeting()).isEqualTo("1 of 1");
    }
  }

  @Test
  void aHeldProtocolIsNotServedAtThePortThatItSuggestsUntilItIsReleased() {
    Server.Stage stage = server.stage(2);
    server.register("p", "1", "test", 2, 7, streams(), says("1"), null);
    assertThat(server.listeners()).isEmpty();
    assertThat(stage.release(0)).containsExactly("p");
    assertThat(info("p").address()).isEqualTo("127.0.0.1:7007");
  }

  @Test
  void aReleasedBundleTakesThePlaceOfAnotherInOneStepAndThePortStaysOpen() {
    bind("a", "p");
    register("p", "1", 1);
    FakeStream before = connect();
    Server.Stage stage = server.stage(2);
    register("p", "2", 2);
    int opened = transport.listened;
    assertThat(stage.release(1)).containsExactly("a");
    assertThat(transport.listened).isEqualTo(opened);
    assertThat(before.isOver()).isFalse();
    assertThat(greeting()).isEqualTo("2 of 2");
    assertThat(server.protocols())
        .extracting(ProtocolInfo::version, ProtocolInfo::state, ProtocolInfo::listeners)
        .containsExactly(
            tuple("1", State.FINISHING, List.of()), tuple("2", State.SERVING, List.of("a")));
  }

  @Test
  void aLowerAndAnEqualVersionTakeThePlaceAsWell() {
    bind("a", "p");
    register("p", "2", 1);
    for (int bundle = 2; bundle < 6; bundle++) {
      Server.Stage stage = server.stage(bundle);
      register("p", bundle % 2 == 0 ? "1" : "1.0.0", bundle);
      assertThat(stage.release(bundle - 1)).containsExactly("a");
      assertThat(greeting()).endsWith(" of " + bundle);
    }
    assertThat(server.protocols())
        .extracting(ProtocolInfo::bundle, ProtocolInfo::state)
        .containsExactlyInAnyOrder(
            tuple(1L, State.FINISHING),
            tuple(2L, State.FINISHING),
            tuple(3L, State.FINISHING),
            tuple(4L, State.FINISHING),
            tuple(5L, State.SERVING));
  }

  @Test
  void theConnectionsOfWhatIsReplacedAreToldToFinishAndNoOthers() {
    register("p", "1", 1);
    register("q", "1", 3);
    bind("a", "q");
    FakeStream other = connect();
    bind("a", "p");
    FakeStream old = connect();
    Server.Stage stage = server.stage(2);
    register("p", "2", 2);
    stage.release(1);
    axon.advance(Duration.ofSeconds(60));
    assertThat(old.isOver()).isTrue();
    assertThat(other.isOver()).isFalse();
    assertThat(server.protocols())
        .extracting(ProtocolInfo::name, ProtocolInfo::version, ProtocolInfo::connections)
        .containsExactly(tuple("p", "1", 0), tuple("p", "2", 0), tuple("q", "1", 1));
  }

  @Test
  void aConnectionThatWasAcceptedBeforeTheMoveAndHasNotBegunGetsTheNewProtocol() {
    bind("a", "p", "proxy", "192.0.2.0/24");
    register("p", "1", 1);
    FakeStream accepted = transport.connect("192.0.2.1");
    axon.runUntilIdle();
    Server.Stage stage = server.stage(2);
    register("p", "2", 2);
    stage.release(1);
    withdraw(1);
    axon.runUntilIdle();
    assertThat(accepted.isOver()).isFalse();
    accepted.send("PROXY TCP4 198.51.100.1 192.0.2.9 1000 80\r\n");
    axon.runUntilIdle();
    assertThat(accepted.taken()).isEqualTo("2 of 2");
  }

  @Test
  void aConnectionThatBeginsJustWhenItsProtocolIsReplacedIsToldToFinish() {
    var swapped = new AtomicBoolean();
    bind("a", "p");
    Server.Stage stage = server.stage(2);
    register("p", "2", 2);
    server.register(
        "p",
        "1",
        "test",
        1,
        0,
        streams(),
        connection -> {
          if (!swapped.getAndSet(true)) {
            CompletableFuture.runAsync(() -> stage.release(1), Thread::startVirtualThread).join();
          }
          return says("old").create(connection);
        },
        null);
    FakeStream first = connect();
    assertThat(first.taken()).isEqualTo("old");
    axon.advance(Duration.ofMinutes(1));
    assertThat(first.isOver()).isTrue();
    assertThat(greeting()).isEqualTo("2 of 2");
  }

  @Test
  void aBundleThatGoesWhileItIsHeldChangesNothing() {
    bind("a", "p");
    register("p", "1", 1);
    Server.Stage stage = server.stage(2);
    register("p", "2", 2);
    withdraw(2);
    assertThat(greeting()).isEqualTo("1 of 1");
    assertThat(stage.protocols()).isEmpty();
    stage.close();
    assertThat(server.protocols()).hasSize(1);
  }

  @Test
  void aStageThatIsClosedLeavesItsProtocolsHeldUntilTheirBundleGoes() {
    bind("a", "p");
    register("p", "1", 1);
    Server.Stage stage = server.stage(2);
    register("p", "2", 2);
    stage.close();
    register("p", "3", 2);
    assertThat(greeting()).isEqualTo("1 of 1");
    withdraw(2);
    server.stage(2).close();
    assertThatThrownBy(() -> stage.release(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aBundleThatHasRegisteredNothingIsReleasedAllTheSame() {
    bind("a", "p");
    register("p", "1", 1);
    assertThat(server.stage(2).release(0)).isEmpty();
    assertThat(server.stage(3).release(1)).containsExactly("a");
    assertThat(info("a").state()).isEqualTo(ListenerInfo.State.WAITING);
    register("p", "1", 3);
    assertThat(greeting()).isEqualTo("1 of 3");
  }

  @Test
  void aBundleIsHeldOnceAndBeforeItHasRegisteredAnything() {
    register("p", "1", 1);
    assertThatThrownBy(() -> server.stage(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bundle 1");
    server.stage(2);
    assertThatThrownBy(() -> server.stage(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bundle 2");
  }

  @Test
  void twoBundlesServeListenersByTheirRangesAndOneIsReplacedWithoutTheOther() {
    bind("old", "p", "version", "[1,2)");
    bind("new", "p", "address", "127.0.0.1:2", "version", "2");
    register("p", "1.0", 1);
    Server.Stage stage = server.stage(2);
    register("p", "2.0", 2);
    assertThat(info("new").reason()).isEqualTo("there is no protocol p 2, only 1.0, 2.0 (held)");
    assertThat(stage.release(0)).containsExactly("new");
    assertThat(info("old").version()).isEqualTo("1.0");
    assertThat(info("new").version()).isEqualTo("2.0");
    Server.Stage next = server.stage(3);
    register("p", "1.1", 3);
    assertThat(next.release(1)).containsExactly("old");
    assertThat(info("old").version()).isEqualTo("1.1");
    assertThat(info("new").version()).isEqualTo("2.0");
  }

  @Test
  void aRangeMayChangeWhileRunning() {
    register("p", "1.0", 1);
    register("p", "2.0", 2);
    bind("a", "p");
    assertThat(greeting()).isEqualTo("2.0 of 2");
    bind("a", "p", "version", "[1.0,2.0)");
    assertThat(greeting()).isEqualTo("1.0 of 1");
    bind("a", "p", "version", "[3.0,4.0)");
    assertThat(info("a").reason()).isEqualTo("there is no protocol p [3.0,4.0), only 1.0, 2.0");
  }

  @Test
  void firstBytesFindTheReleasedVersion() {
    bind("a", "fallback", "sniff", "p");
    register("fallback", "1", 9);
    register("p", "1", 1);
    FakeStream half = connect();
    half.send("p");
    axon.runUntilIdle();
    Server.Stage stage = server.stage(2);
    register("p", "2", 2);
    assertThat(stage.release(1)).containsExactly("a");
    withdraw(1);
    half.send("p");
    axon.runUntilIdle();
    assertThat(half.taken()).isEqualTo("2 of 2pp");
  }

  @Test
  void aVersionThatCannotBeCarriedThereClosesThePortAndSaysWhy() {
    bind("a", "p");
    register("p", "1", 1);
    Server.Stage stage = server.stage(2);
    server.register("p", "2", "test", 2, 0, Set.of(Carrier.DATAGRAM), says("2"), null);
    stage.release(1);
    assertThat(info("a").state()).isEqualTo(ListenerInfo.State.FAILED);
    assertThat(info("a").reason()).isEqualTo("p 2 is not for streams");
  }

  private final List<Registered> registrations = new ArrayList<>();

  private record Registered(long bundle, Server.Registration registration) {}

  private void register(String name, String version, long bundle) {
    registrations.add(
        new Registered(
            bundle,
            server.register(
                name,
                version,
                "test [" + bundle + "]",
                bundle,
                0,
                streams(),
                says(version + " of " + bundle),
                null)));
  }

  /** As a bundle that is stopped. */
  private void withdraw(long bundle) {
    registrations.stream()
        .filter(each -> each.bundle == bundle)
        .forEach(each -> each.registration.close());
  }

  private static Set<Carrier> streams() {
    return EnumSet.of(Carrier.STREAM);
  }

  private void bind(String name, String protocol, String... settings) {
    ListenerSpec spec = ListenerSpec.of(name, protocol, "127.0.0.1:1");
    for (int i = 0; i < settings.length; i += 2) {
      spec = spec.with(settings[i], settings[i + 1]);
    }
    server.bind(spec);
    axon.runUntilIdle();
  }

  private ListenerInfo info(String listener) {
    return server.listeners().stream()
        .filter(info -> info.spec().name().equals(listener))
        .findFirst()
        .orElseThrow();
  }

  private FakeStream connect() {
    FakeStream peer = transport.connect("192.0.2.1");
    axon.runUntilIdle();
    return peer;
  }

  /** What the next connection gets to hear. */
  private String greeting() {
    FakeStream peer = connect();
    String heard = peer.taken();
    peer.endSide();
    axon.runUntilIdle();
    return heard;
  }

  /** Says a word, and then echoes; knows a peer by its first two bytes. */
  private static ProtocolFactory says(String word) {
    return new ProtocolFactory() {
      @Override
      public Component<ByteBuffer, ByteBuffer> create(Connection connection) {
        return Component.of(
            "says",
            (in, out) -> {
              out.send(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)));
              in.forEach(out::send);
            });
      }

      @Override
      public Optional<Sniffer> sniffer() {
        return Optional.of(
            first -> first.remaining() < 2 ? Sniffer.Verdict.UNKNOWN : Sniffer.Verdict.SUPPORTED);
      }
    };
  }
}
