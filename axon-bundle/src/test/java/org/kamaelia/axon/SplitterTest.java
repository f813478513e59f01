package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Backplane.WhenFull;

class SplitterTest {
  private final SteppedAxon axon = new SteppedAxon(14);
  private final Group group = axon.group("test");
  private final List<String> main = new ArrayList<>();
  private final List<String> side = new ArrayList<>();
  private final Component<String, String> source = Parts.relay("source");
  private final Splitter<String> splitter = new Splitter<>("splitter");

  @Test
  @Tag("K6")
  void itPassesOnByDefault() {
    start();
    say("a", "b");
    assertThat(main).containsExactly("a", "b");
    source.inbox().cutOff();
    axon.runUntilIdle();
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  @Tag("K6")
  void addedSinksGetTheSameMessagesAndRemovedOnesNoMore() {
    var sink = Parts.sink(side);
    var subscription = splitter.subscribe(sink.inbox(), WhenFull.WAIT);
    start();
    group.activate(sink);
    say("a");
    subscription.cancel();
    say("b");
    assertThat(main).containsExactly("a", "b");
    assertThat(side).containsExactly("a");
    assertThat(sink.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  @Tag("K6")
  void signalsGoOnAndToThoseWhoAskedAndShutdownEndsIt() {
    List<Signal> heard = new ArrayList<>();
    List<Signal> passed = new ArrayList<>();
    var ear = Parts.sink(heard);
    var next = Parts.sink(passed);
    splitter.subscribeSignals(ear.inbox());
    splitter.signal().linkTo(next.inbox());
    group.activate(ear);
    group.activate(next);
    group.activate(splitter);
    axon.runUntilIdle();
    var shutdown = new Signal.Shutdown(Duration.ofSeconds(1), "test");
    splitter.hear(shutdown);
    axon.runUntilIdle();
    assertThat(heard).containsExactly(shutdown);
    assertThat(passed).startsWith(shutdown);
    assertThat(splitter.state()).isEqualTo(Component.State.ENDED);
  }

  @Test
  void whenItsMainDestinationEndsTheOthersGoOn() {
    var sink = Parts.sink(side);
    splitter.subscribe(sink.inbox(), WhenFull.WAIT);
    var head = Component.<String, Object>of("head", (in, out) -> main.add(in.receive()));
    splitter.outbox().linkTo(head.inbox());
    source.outbox().linkTo(splitter.inbox());
    for (Component<?, ?> component : List.of(sink, head, splitter, source)) {
      group.activate(component);
    }
    say("a", "b", "c");
    assertThat(main).containsExactly("a");
    assertThat(side).containsExactly("a", "b", "c");
  }

  @Test
  @Tag("K6")
  void aLossyConnectorPassesWhatThereIsRoomForAndDropsTheRest() {
    var lossy = new LossyConnector<Integer>();
    var slow = Parts.<Integer>sleeper();
    slow.inbox().limit(3);
    var numbers = Parts.source(IntStream.range(0, 10).boxed().toArray(Integer[]::new));
    numbers.outbox().linkTo(lossy.inbox());
    lossy.outbox().linkTo(slow.inbox());
    group.activate(numbers);
    group.activate(lossy);
    axon.runUntilIdle();
    assertThat(numbers.state()).isEqualTo(Component.State.ENDED);
    assertThat(lossy.dropped()).isEqualTo(7);
    assertThat(slow.inbox().poll()).contains(0);
    assertThat(slow.inbox().info().depth()).isEqualTo(2);
  }

  @Test
  void aLossyConnectorEndsWithItsDestinationAndItsSourceWithIt() {
    var lossy = new LossyConnector<Integer>();
    var head = Component.<Integer, Object>of("head", (in, out) -> in.receive());
    var numbers = Parts.source(IntStream.range(0, 1000).boxed().toArray(Integer[]::new));
    group.activate(Pipeline.of(numbers, lossy, head));
    axon.runUntilIdle();
    assertThat(axon.topology().components()).isEmpty();
    assertThat(lossy.dropped()).isLessThan(900);
  }

  @Test
  void whoKnowsOnlyItsNamePublishesToABackplaneAndSubscribesToIt() {
    var radio = axon.group("radio").activate(new Backplane<String>("radio"));
    var subscriber =
        Pipeline.of(new SubscribeTo<>("radio", String.class, WhenFull.WAIT), Parts.sink(side));
    axon.group("listener").activate(subscriber);
    axon.runUntilIdle();
    var publisher = Pipeline.of(source, new PublishTo<>("radio", String.class));
    axon.group("studio").activate(publisher);
    say("a", "b");
    assertThat(side).containsExactly("a", "b");
    source.inbox().cutOff();
    axon.runUntilIdle();
    assertThat(radio.state()).isEqualTo(Component.State.ENDED);
    assertThat(subscriber.state()).isEqualTo(Component.State.ENDED);
    assertThat(axon.tracker().services()).isEmpty();
  }

  @Test
  void aSubscriberThatIsStoppedIsForgottenAndANameIsTakenOnce() {
    var radio = axon.group("radio").activate(new Backplane<String>("radio"));
    Group listener = axon.group("listener");
    listener.activate(new SubscribeTo<>("radio", String.class, WhenFull.WAIT));
    axon.runUntilIdle();
    assertThat(radio.boxes()).extracting(Box::name).contains("to1");
    listener.stop("test");
    axon.runUntilIdle();
    assertThat(radio.boxes()).extracting(Box::name).doesNotContain("to1");
    assertThatThrownBy(() -> group.add(new Backplane<String>("radio")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("radio is radio/radio.inbox already");
  }

  private void start() {
    var sink = Parts.sink(main);
    source.outbox().linkTo(splitter.inbox());
    splitter.outbox().linkTo(sink.inbox());
    group.activate(sink);
    group.activate(splitter);
    group.activate(source);
    axon.runUntilIdle();
  }

  private void say(String... words) {
    for (String word : words) {
      source.inbox().put(word);
    }
    axon.runUntilIdle();
  }
}
