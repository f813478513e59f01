package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndOfStreamTest {
  private final SteppedAxon axon = new SteppedAxon(3);
  private final Group group = axon.group("test");
  private final List<String> seen = new ArrayList<>();

  @Test
  void endOfStreamArrivesAfterTheLastMessage() {
    var source = Parts.source("a", "b");
    var sink = noting();
    source.outbox().linkTo(sink.inbox());
    activate(source, sink);
    assertThat(seen).containsExactly("a", "b", "end");
  }

  @Test
  void theStreamEndsWhenAllItsSourcesHaveEnded() {
    var early = Parts.source("a");
    var late = Parts.<String>relay("late");
    var feeder = Parts.<String>relay("feeder");
    var sink = noting();
    early.outbox().linkTo(sink.inbox());
    late.outbox().linkTo(sink.inbox());
    feeder.outbox().linkTo(late.inbox());
    activate(early, late, sink, feeder);
    assertThat(seen).containsExactly("a");
    feeder.inbox().put("b");
    feeder.inbox().cutOff();
    axon.runUntilIdle();
    assertThat(seen).containsExactly("a", "b", "end");
  }

  @Test
  void cuttingALinkIsNotAnEnd() {
    var relay = Parts.<String>relay("relay");
    var sink = noting();
    Linkage link = relay.outbox().linkTo(sink.inbox());
    activate(relay, sink);
    link.unlink();
    axon.runUntilIdle();
    assertThat(seen).isEmpty();
    var source = Parts.source("a");
    source.outbox().linkTo(sink.inbox());
    activate(source);
    assertThat(seen).containsExactly("a", "end");
  }

  @Test
  void theEndPassesThroughWrappersOnBothSides() {
    var source = Parts.source("a");
    var outerLeft = Parts.<String>sleeper();
    var sink = noting();
    source.outbox().linkTo(outerLeft.inbox());
    outerLeft.inbox().linkTo(sink.inbox());
    activate(source, sink);
    assertThat(seen).containsExactly("a", "end");
  }

  @Test
  void anEnclosingOutboxEndsWhenItsOwnerAndAllThatItWrapsHaveEnded() {
    var inner = Parts.<String>relay("inner");
    var wrapper = Parts.<String>source("w");
    var sink = noting();
    inner.outbox().linkTo(wrapper.outbox());
    wrapper.outbox().linkTo(sink.inbox());
    activate(inner, wrapper, sink);
    assertThat(seen).containsExactly("w");
    inner.inbox().put("i");
    inner.inbox().cutOff();
    axon.runUntilIdle();
    assertThat(seen).containsExactly("w", "i", "end");
  }

  @Test
  void whatHasEndedEndsOnlyOnceAlthoughItGetsAnotherSourceThatHasEnded() {
    Component<String, String> wrapper = endsItsOutbox();
    Component<String, String> inner = endsItsOutbox();
    var live = Parts.<String>relay("live");
    var feeder = Parts.<String>relay("feeder");
    var sink = noting();
    feeder.outbox().linkTo(live.inbox());
    wrapper.outbox().linkTo(sink.inbox());
    live.outbox().linkTo(sink.inbox());
    activate(wrapper, inner, live, feeder, sink);
    inner.outbox().linkTo(wrapper.outbox());
    axon.runUntilIdle();
    assertThat(seen).isEmpty();
    feeder.inbox().put("a");
    axon.runUntilIdle();
    assertThat(seen).containsExactly("a");
  }

  private static Component<String, String> endsItsOutbox() {
    return Component.of(
        "done",
        (in, out) -> {
          out.end();
          in.receive();
        });
  }

  @Test
  void anOutboxEndedByItsOwnerEndsTheStreamWhileTheOwnerGoesOn() {
    var source =
        Component.<String, String>of(
            "source",
            (in, out) -> {
              out.send("a");
              out.end();
              out.end();
              in.forEach(seen::add);
            });
    var sink = noting();
    source.outbox().linkTo(sink.inbox());
    activate(source, sink);
    assertThat(seen).containsExactly("a", "end");
    source.inbox().put("still here");
    axon.runUntilIdle();
    assertThat(seen).endsWith("still here");
  }

  @Test
  void sendingAfterEndingTheOutboxIsAFailure() {
    var source =
        Component.<String, String>of(
            "source",
            (in, out) -> {
              out.end();
              out.send("a");
            });
    activate(source);
    assertThat(source.state()).isEqualTo(Component.State.FAILED);
  }

  @Test
  void aSenderToAComponentThatHasEndedEndsAsTheWriterOfAClosedPipe() {
    var source =
        Component.<Object, String>of(
            "source",
            (in, out) -> {
              while (true) {
                out.send("y");
              }
            });
    var head = Component.<String, Object>of("head", (in, out) -> seen.add(in.receive()));
    source.outbox().linkTo(head.inbox());
    activate(source, head);
    assertThat(seen).containsExactly("y");
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void aBodyThatLetsTheEndOutEndsNormally() {
    var pair =
        Component.<String, String>of(
            "pair",
            (in, out) -> {
              while (true) {
                out.send(in.receive() + in.receive());
              }
            });
    var source = Parts.source("a", "b", "c");
    var sink = noting();
    source.outbox().linkTo(pair.inbox());
    pair.outbox().linkTo(sink.inbox());
    activate(source, pair, sink);
    assertThat(pair.state()).isEqualTo(Component.State.ENDED);
    assertThat(seen).containsExactly("ab", "end");
  }

  @Test
  void producerFinishedGoesOutAtSignal() {
    var source = Parts.source("a");
    List<Signal> signals = new ArrayList<>();
    var sink = Parts.sink(signals);
    source.signal().linkTo(sink.inbox());
    activate(source, sink);
    assertThat(signals).containsExactly(new Signal.ProducerFinished("test/source"));
  }

  private Component<String, Object> noting() {
    return Component.of(
        "sink",
        (in, out) -> {
          in.forEach(seen::add);
          seen.add("end");
        });
  }

  private void activate(Component<?, ?>... components) {
    for (Component<?, ?> component : components) {
      group.activate(component);
    }
    axon.runUntilIdle();
  }
}
