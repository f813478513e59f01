package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CountersTest {
  private final SteppedAxon axon = new SteppedAxon(7);
  private final Group group = axon.group("g");

  @Test
  void anInboxCountsWhatHasComeAndWhatWaits() {
    var a = Parts.source("1", "2", "3");
    var sleeper = Parts.<String>sleeper();
    sleeper.inbox().limit(2);
    a.outbox().linkTo(sleeper.inbox());
    group.activate(sleeper);
    group.activate(a);
    axon.runUntilIdle();
    assertThat(counts(axon, sleeper)).isEqualTo("2/2 now, 2 passed, 1 waited");
  }

  @Test
  void anInboxThatIsFedFromAfarCountsTheSame() {
    try (var real = Axon.builder().loops(2).start()) {
      var a = Parts.source("1", "2", "3");
      var sleeper = Parts.<String>sleeper();
      sleeper.inbox().limit(2);
      real.loops().get(0).group("here").add(a);
      real.loops().get(1).group("there").add(sleeper);
      a.outbox().linkTo(sleeper.inbox());
      sleeper.group.activate(sleeper);
      a.group.activate(a);
      String counts = counts(real, sleeper);
      while (!counts.equals("2/2 now, 2 passed, 1 waited")) {
        counts = counts(real, sleeper); // until it is full, or the test's time is up
      }
    }
  }

  @Test
  void aTransformerCountsWhatPassesAndWhatWaits() {
    Transformer<String, String> twice = Transformer.of("twice", it -> it + it);
    var sleeper = Parts.<String>sleeper();
    sleeper.inbox().limit(1);
    twice.outbox().linkTo(sleeper.inbox());
    twice.inbox().put("before it starts");
    twice.inbox().put("and waits");
    twice.inbox().put("and waits");
    group.activate(sleeper);
    group.activate(twice);
    axon.runUntilIdle();
    assertThat(counts(axon, twice)).isEqualTo("2/64 now, 3 passed, 0 waited");
    sleeper.inbox().limit(64);
    axon.runUntilIdle();
    group.activate(linked(Parts.source("x", "y"), twice));
    axon.runUntilIdle();
    assertThat(counts(axon, sleeper)).isEqualTo("5/64 now, 5 passed, 1 waited");
  }

  @Test
  void whatIsDroppedForWantOfRoomIsCountedWhereItIsSent() {
    for (var whenFull : List.of(Backplane.WhenFull.DROP_NEWEST, Backplane.WhenFull.DROP_OLDEST)) {
      var plane = new Backplane<String>("plane " + whenFull);
      var sleeper = Parts.<String>sleeper();
      sleeper.inbox().limit(1);
      plane.subscribe(sleeper.inbox(), whenFull);
      group.activate(sleeper);
      var keeper = Parts.<String>relay("keeper");
      keeper.outbox().linkTo(plane.inbox());
      group.activate(keeper);
      group.activate(plane);
      keeper.inbox().put("1");
      keeper.inbox().put("2");
      keeper.inbox().put("3");
      axon.runUntilIdle();
      assertThat(discarded(plane, "to1")).isEqualTo(2);
    }
  }

  @Test
  void aLossyConnectorCountsWhatItDrops() {
    var lossy = new LossyConnector<String>();
    var sleeper = Parts.<String>sleeper();
    sleeper.inbox().limit(1);
    lossy.outbox().linkTo(sleeper.inbox());
    group.activate(sleeper);
    group.activate(lossy);
    axon.runUntilIdle();
    lossy.inbox().put("1");
    lossy.inbox().put("2");
    axon.runUntilIdle();
    assertThat(discarded(lossy, "outbox")).isEqualTo(1);
  }

  @Test
  void whatComesToAThreadIsCountedAtTheBoxThatOthersSee() throws Exception {
    List<Object> seen = new ArrayList<>();
    try (var real = Axon.builder().loops(1).start()) {
      var thread =
          new ThreadedComponent<String, Object>() {
            @Override
            protected void run() {
              inbox.forEach(seen::add);
              control().receive();
            }
          };
      real.loops().get(0).call(() -> real.activate(Pipeline.of(Parts.source("x", "y"), thread)));
      String counts = counts(real, thread);
      while (!counts.equals("0/64 now, 2 passed, 0 waited")) {
        counts = counts(real, thread); // until both have passed, or the test's time is up
      }
    }
  }

  private static Component<Object, String> linked(
      Component<Object, String> source, Component<String, ?> destination) {
    source.outbox().linkTo(destination.inbox());
    return source;
  }

  private long discarded(Component<?, ?> component, String box) {
    return info(axon, component).outboxes().stream()
        .filter(it -> it.name().equals(box))
        .findFirst()
        .orElseThrow()
        .discarded();
  }

  private static String counts(Axon axon, Component<?, ?> component) {
    var inbox = info(axon, component).inboxes().getFirst();
    return "%s/%s now, %s passed, %s waited"
        .formatted(inbox.depth(), inbox.limit(), inbox.passed(), inbox.waited());
  }

  private static Topology.ComponentInfo info(Axon axon, Component<?, ?> component) {
    return axon.topology().components().stream()
        .filter(it -> it.id() == component.id)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void someComponentsAreSeenAsTheTopologyShowsThem() {
    var first = Parts.<String>relay("first");
    var second = Parts.<String>relay("second");
    axon.group("g").activate(first, second, Parts.<String>relay("third"));
    axon.runUntilIdle();
    var all = axon.topology().components();
    assertThat(axon.components(id -> id == first.id || id == second.id))
        .isEqualTo(all.subList(0, 2));
    assertThat(axon.components(id -> false)).isEmpty();
  }
}
