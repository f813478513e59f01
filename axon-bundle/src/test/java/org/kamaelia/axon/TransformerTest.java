package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransformerTest {
  private final SteppedAxon axon = new SteppedAxon(7);
  private final Group group = axon.group("test");
  private final List<Object> seen = new ArrayList<>();

  @Test
  void itAppliesItsFunctionAndDropsWhatBecomesNull() {
    activate(
        Pipeline.of(Parts.source(1, 2, 3, 4), Transformer.of("odd", TransformerTest::odd))
            .to(Transformer.<Integer, String>of("text", n -> "<" + n + ">"))
            .to(Parts.sink(seen)));
    assertThat(seen).containsExactly("<1>", "<3>");
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void messagesPassItWithinTheSendersTurn() {
    var relay = Parts.<Integer>relay("relay");
    var twice = Transformer.<Integer, Integer>of("twice", n -> n * 2);
    var next = Transformer.<Integer, Integer>of("next", n -> n + 1);
    var sink = Parts.<Integer>sleeper();
    relay.outbox().linkTo(twice.inbox());
    twice.outbox().linkTo(next.inbox());
    next.outbox().linkTo(sink.inbox());
    activate(relay, twice, next, sink);
    long turns = axon.loops.getFirst().turns;
    relay.inbox().put(20);
    axon.runUntilIdle();
    assertThat(axon.loops.getFirst().turns).isEqualTo(turns + 1);
    assertThat(sink.inbox().poll()).contains(41);
    assertThat(twice.inbox().info().passed()).isEqualTo(1);
  }

  @Test
  void aSourceThatNeverRestsIsFusedWithARowThatStartsWithIt() {
    List<@Nullable Task> turns = new ArrayList<>();
    var source = Parts.source(IntStream.range(0, 1000).boxed().toArray(Integer[]::new));
    activate(
        Pipeline.of(
                source,
                Transformer.<Integer, Integer>of(
                    "transformer",
                    n -> {
                      turns.add(axon.loops.getFirst().current);
                      return n;
                    }))
            .to(Parts.sink(seen)));
    assertThat(turns)
        .hasSize(1000)
        .allSatisfy(task -> assertThat(task).extracting(Task::component).isSameAs(source));
    assertThat(seen).hasSize(1000);
  }

  @Test
  void aMessageThatWaitsWhileItsSenderIsLinkedAnewPassesWhatIsOnTheWayThen() {
    var source = Parts.source(1, 2, 3);
    var twice = Transformer.<Object, Object>of("twice", n -> (Integer) n * 2);
    var full = Parts.sleeper();
    full.inbox().limit(1);
    var sink = Parts.sleeper();
    Linkage link = source.outbox().linkTo(full.inbox());
    twice.outbox().linkTo(sink.inbox());
    activate(full, sink, twice);
    activate(source);
    link.unlink();
    source.outbox().linkTo(twice.inbox());
    axon.runUntilIdle();
    assertThat(full.inbox().poll()).contains(1);
    assertThat(sink.inbox().poll()).contains(4);
    assertThat(sink.inbox().poll()).contains(6);
  }

  @Test
  void whatCameBeforeItWasStartedIsTransformedFirst() {
    var source = Parts.source(1, 2);
    var twice = Transformer.<Integer, Object>of("twice", n -> n * 2);
    var sink = Parts.sink(seen);
    source.outbox().linkTo(twice.inbox());
    twice.outbox().linkTo(sink.inbox());
    activate(source);
    activate(sink, twice);
    assertThat(seen).containsExactly(2, 4);
  }

  @Test
  void aFullDestinationMakesTheSenderWait() {
    var source = Parts.source(1, 2, 3, 4, 5);
    var twice = Transformer.<Integer, Integer>of("twice", n -> n * 2);
    var sink = Parts.<Integer>sleeper();
    sink.inbox().limit(2);
    source.outbox().linkTo(twice.inbox());
    twice.outbox().linkTo(sink.inbox());
    activate(twice);
    activate(source);
    assertThat(source.state()).isEqualTo(Component.State.ACTIVE);
    assertThat(sink.inbox().poll()).contains(2);
    assertThat(sink.inbox().info().depth()).isEqualTo(2);
  }

  @Test
  void aFailureIsItsOwnAndItsGroupsNotTheSenders() {
    var source = Parts.source(1, 0, 2);
    var divide = Transformer.<Integer, Integer>of("divide", n -> 10 / n);
    divide.outbox().linkTo(Parts.<Integer>sleeper().inbox());
    source.outbox().linkTo(divide.inbox());
    axon.activate(divide);
    axon.runUntilIdle();
    activate(source);
    assertThat(divide.state()).isEqualTo(Component.State.FAILED);
    assertThat(source.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void relinkingBehindItTakesEffectForWhoeverSendsThroughIt() {
    var relay = Parts.<Integer>relay("relay");
    var twice = Transformer.<Integer, Integer>of("twice", n -> n * 2);
    var one = Parts.<Integer>sleeper();
    var two = Parts.<Integer>sleeper();
    relay.outbox().linkTo(twice.inbox());
    Linkage link = twice.outbox().linkTo(one.inbox());
    activate(relay, twice);
    relay.inbox().put(1);
    axon.runUntilIdle();
    link.unlink();
    relay.inbox().put(2);
    axon.runUntilIdle();
    twice.outbox().linkTo(two.inbox());
    relay.inbox().put(3);
    axon.runUntilIdle();
    assertThat(one.inbox().poll()).contains(2);
    assertThat(two.inbox().poll()).contains(6);
    assertThat(twice.outbox().discarded()).isEqualTo(1);
  }

  @Test
  void aCircleOfTransformersIsNotFollowedForEver() {
    var relay = Parts.<Integer>relay("relay");
    var countdown = Transformer.<Integer, Integer>of("down", n -> n == 0 ? null : n - 1);
    relay.outbox().linkTo(countdown.inbox());
    countdown.outbox().linkTo(countdown.inbox());
    activate(relay, countdown);
    relay.inbox().put(5);
    axon.runUntilIdle();
    assertThat(countdown.passed()).isEqualTo(6);
  }

  private static @Nullable Integer odd(Integer n) {
    return n % 2 == 0 ? null : n;
  }

  private void activate(Component<?, ?>... components) {
    for (Component<?, ?> component : components) {
      group.activate(component);
    }
    axon.runUntilIdle();
  }
}
