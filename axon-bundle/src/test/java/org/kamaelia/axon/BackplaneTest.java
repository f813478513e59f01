package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Backplane.WhenFull;

class BackplaneTest {
  private final SteppedAxon axon = new SteppedAxon(8);
  private final Group group = axon.group("test");
  private final Backplane<Integer> radio = new Backplane<>("radio");
  private final Component<Integer, Integer> publisher = Parts.relay("publisher");

  @BeforeEach
  void start() {
    publisher.outbox().linkTo(radio.inbox());
    publisher.inbox().limit(Inbox.UNLIMITED);
    group.activate(radio);
    group.activate(publisher);
  }

  @Test
  void everySubscriberGetsTheSameObjectFromWhenItSubscribes() {
    List<Integer> one = new ArrayList<>();
    List<Integer> two = new ArrayList<>();
    subscribe(Parts.sink(one), WhenFull.WAIT);
    Integer message = Integer.valueOf(100_000);
    publish(message);
    subscribe(Parts.sink(two), WhenFull.WAIT);
    publish(7);
    assertThat(one).containsExactly(message, 7);
    assertThat(one.getFirst()).isSameAs(message);
    assertThat(two).containsExactly(7);
  }

  @Test
  void subscribersEndWhenThePublishersHaveEnded() {
    var sink = Parts.sink(new ArrayList<Integer>());
    subscribe(sink, WhenFull.WAIT);
    publisher.inbox().cutOff();
    axon.runUntilIdle();
    assertThat(sink.state()).isEqualTo(Component.State.ENDED);
    assertThat(axon.topology().components()).isEmpty();
  }

  @Test
  void aSlowSubscriberMakesEverybodyWaitIfItIsToGetEverything() {
    List<Integer> quick = new ArrayList<>();
    var slow = slow();
    subscribe(slow, WhenFull.WAIT);
    subscribe(Parts.sink(quick), WhenFull.WAIT);
    publish(1, 2, 3, 4);
    assertThat(quick).containsExactly(1, 2);
    assertThat(slow.inbox().poll()).contains(1);
    axon.runUntilIdle();
    assertThat(quick).containsExactly(1, 2, 3);
    assertThat(slow.inbox().poll()).contains(2);
    assertThat(slow.inbox().poll()).contains(3);
    axon.runUntilIdle();
    assertThat(quick).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aSlowSubscriberLosesTheNewest() {
    var slow = slow();
    var subscription = subscribe(slow, WhenFull.DROP_NEWEST);
    publish(1, 2, 3, 4);
    assertThat(drain(slow)).containsExactly(1, 2);
    assertThat(subscription.dropped()).isEqualTo(2);
  }

  @Test
  void aSlowSubscriberLosesTheOldest() {
    var slow = slow();
    var subscription = subscribe(slow, WhenFull.DROP_OLDEST);
    publish(1, 2, 3, 4);
    assertThat(drain(slow)).containsExactly(3, 4);
    assertThat(subscription.dropped()).isEqualTo(2);
  }

  @Test
  void aSlowSubscriberIsDisconnectedAndSeesTheEndAfterWhatItHas() {
    List<Integer> quick = new ArrayList<>();
    var slow = slow();
    subscribe(slow, WhenFull.DISCONNECT);
    subscribe(Parts.sink(quick), WhenFull.WAIT);
    publish(1, 2, 3, 4);
    assertThat(drain(slow)).containsExactly(1, 2);
    assertThat(slow.inbox().atEnd()).isTrue();
    assertThat(quick).containsExactly(1, 2, 3, 4);
  }

  @Test
  void aSubscriberThatHasEndedIsForgotten() {
    List<Integer> quick = new ArrayList<>();
    subscribe(Component.of("one", (in, out) -> in.receive()), WhenFull.WAIT);
    subscribe(Parts.sink(quick), WhenFull.WAIT);
    publish(1);
    publish(2, 3);
    assertThat(quick).containsExactly(1, 2, 3);
    assertThat(radio.boxes()).extracting(Box::name).doesNotContain("to1");
  }

  @Test
  void cancellingLetsOthersGoOnWhoWaitedForTheSlowOne() {
    List<Integer> quick = new ArrayList<>();
    var subscription = subscribe(slow(), WhenFull.WAIT);
    subscribe(Parts.sink(quick), WhenFull.WAIT);
    publish(1, 2, 3, 4);
    assertThat(quick).containsExactly(1, 2);
    subscription.cancel();
    axon.runUntilIdle();
    assertThat(quick).containsExactly(1, 2, 3, 4);
  }

  private Component<Integer, Object> slow() {
    Component<Integer, Object> slow = Parts.sleeper();
    slow.inbox().limit(2);
    return slow;
  }

  private Backplane.Subscription<Integer> subscribe(
      Component<Integer, ?> subscriber, WhenFull whenFull) {
    group.activate(subscriber);
    return radio.subscribe(subscriber.inbox(), whenFull);
  }

  private void publish(Integer... messages) {
    for (Integer message : messages) {
      publisher.inbox().put(message);
    }
    axon.runUntilIdle();
  }

  private static List<Integer> drain(Component<Integer, ?> component) {
    List<Integer> drained = new ArrayList<>();
    while (!component.inbox().isEmpty()) {
      component.inbox().poll().ifPresent(drained::add);
    }
    return drained;
  }
}
