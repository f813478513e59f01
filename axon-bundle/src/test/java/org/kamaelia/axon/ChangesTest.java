package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChangesTest {
  private final SteppedAxon axon = new SteppedAxon(7);

  @Test
  void theLifeOfAGroupIsTold() {
    try (Changes changes = axon.changes(100)) {
      var a = Parts.source("x");
      axon.group("g").activate(Pipeline.of(a, Parts.sink(new ArrayList<>())));
      axon.runUntilIdle();
      assertThat(told(changes))
          .startsWith(
              "Present",
              "GroupBegun g",
              "Joined g/source in Pipeline",
              "Joined g/sink in Pipeline",
              "Linked g/source.outbox -> g/sink.inbox",
              "Linked g/source.signal -> g/sink.control",
              "Joined g/Pipeline in nobody")
          .contains("Linked g/Pipeline.inbox -> g/source.inbox")
          .containsSubsequence("Started g/Pipeline", "Started g/source", "Started g/sink")
          .containsSubsequence(
              "Ended g/source", "Ended g/sink", "Ended g/Pipeline", "GroupEnded g ")
          .endsWith("GroupEnded g ");
    }
  }

  @Test
  void linkagesAndBoxesThatComeAndGoAreTold() {
    var added = new WithBoxes();
    var relay = Parts.<String>relay("relay");
    var group = axon.group("g");
    group.activate(relay);
    try (Changes changes = axon.changes(100)) {
      group.activate(added);
      axon.runUntilIdle();
      Linkage linkage = relay.outbox().linkTo(added.inbox());
      linkage.unlink();
      linkage.unlink();
      relay.control();
      relay.control();
      assertThat(told(changes))
          .containsExactly(
              "Present g/relay",
              "Joined g/WithBoxes in nobody",
              "Started g/WithBoxes",
              "BoxAdded g/WithBoxes.extra",
              "BoxRemoved g/WithBoxes.extra",
              "Linked g/relay.outbox -> g/WithBoxes.inbox",
              "Unlinked g/relay.outbox -> g/WithBoxes.inbox",
              "BoxAdded g/relay.control");
    }
  }

  @Test
  void failuresAndRestartsAreTold() {
    var group = axon.group("g");
    group.supervise(
        new Supervision.Restart(
            () -> Component.of("x", (in, out) -> in.receive()),
            3,
            Duration.ofSeconds(9),
            Duration.ofSeconds(1)));
    try (Changes changes = axon.changes(100)) {
      group.activate(
          Component.of(
              "x",
              (in, out) -> {
                throw new IllegalStateException("why");
              }));
      axon.advance(Duration.ofSeconds(2));
      group.stop("enough");
      axon.runUntilIdle();
      assertThat(told(changes))
          .containsExactly(
              "Present",
              "GroupBegun g",
              "Joined g/x in nobody",
              "Started g/x",
              "Failed g/x java.lang.IllegalStateException: why",
              "GroupRestarted g 1",
              "Joined g/x in nobody",
              "Started g/x",
              "Ended g/x",
              "GroupEnded g ");
    }
  }

  @Test
  void aSlowReaderIsToldHowManyItLost() {
    try (Changes changes = axon.changes(4)) {
      var group = axon.group("g");
      group.activate(Parts.sleeper());
      for (int i = 0; i < 10; i++) {
        group.activate(Parts.sleeper());
      }
      List<Change> all = all(changes);
      assertThat(all).hasSize(5);
      assertThat(all.getLast()).isEqualTo(new Change.Lost("loop-0", 23, 20));
      group.stop("enough");
      axon.runUntilIdle();
      assertThat(changes.poll().map(Change::number)).contains(24L);
    }
  }

  @Test
  void whenNobodyReadsNothingIsNoted() {
    Changes one = axon.changes(10);
    Changes other = axon.changes(10);
    one.close();
    one.close();
    axon.activate(Parts.sleeper());
    assertThat(all(one)).hasSize(1);
    assertThat(all(other)).hasSize(4);
    other.close();
    assertThat(axon.loops().getFirst().watchers).isNull();
  }

  @Test
  void whoWaitsIsWokenByAChange() throws Exception {
    try (var real = Axon.builder().loops(2).start();
        Changes changes = real.changes(100)) {
      assertThat(changes.next(Duration.ofSeconds(30))).isPresent();
      assertThat(changes.next(Duration.ofSeconds(30))).isPresent();
      assertThat(changes.next(Duration.ZERO)).isEmpty();
      CompletableFuture.runAsync(() -> real.activate(Parts.sleeper()));
      assertThat(changes.next(Duration.ofSeconds(30))).get().isInstanceOf(Change.GroupBegun.class);
    }
  }

  @Test
  void whatIsPresentAndWhatChangesMakeUpWhatIsThere() throws Exception {
    try (var real = Axon.builder().loops(2).start()) {
      var busy =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  var relay = Parts.<String>relay("relay");
                  Group group = real.activate(Pipeline.of(relay, Parts.relay("next")));
                  if (i % 3 != 0) {
                    group.stop("enough");
                  }
                }
              });
      try (Changes changes = real.changes(1 << 16)) {
        busy.join();
        Model model = new Model();
        Optional<Change> change = changes.next(Duration.ofSeconds(30));
        while (change.isPresent() || !model.agreesWith(real.topology())) {
          change.ifPresent(model::apply);
          change = changes.poll();
        }
        assertThat(model.components).isNotEmpty();
      }
    }
  }

  /** What a reader knows. */
  private static final class Model {
    final Set<Long> components = new HashSet<>();
    final Set<Topology.LinkageInfo> linkages = new HashSet<>();

    boolean agreesWith(Topology topology) {
      return components.equals(
              new HashSet<>(
                  topology.components().stream().map(Topology.ComponentInfo::id).toList()))
          && linkages.equals(new HashSet<>(topology.linkages()));
    }

    void apply(Change change) {
      switch (change) {
        case Change.Present it -> {
          it.topology().components().forEach(member -> components.add(member.id()));
          linkages.addAll(it.topology().linkages());
        }
        case Change.Joined it -> components.add(it.component().id());
        case Change.Ended it -> end(it.id());
        case Change.Failed it -> end(it.id());
        case Change.Linked it -> linkages.add(it.linkage());
        case Change.Unlinked it -> linkages.remove(it.linkage());
        default -> {}
      }
    }

    private void end(long id) {
      components.remove(id);
      linkages.removeIf(it -> it.source().owner() == id);
    }
  }

  private static List<Change> all(Changes changes) {
    List<Change> all = new ArrayList<>();
    for (var next = changes.poll(); next.isPresent(); next = changes.poll()) {
      all.add(next.get());
    }
    return all;
  }

  /** In short; the numbers must be without gap. */
  private static List<String> told(Changes changes) {
    List<Change> all = all(changes);
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i).number()).isEqualTo(all.get(i - 1).number() + 1);
    }
    return all.stream().map(it -> text(it)).toList();
  }

  private static String text(Change change) {
    String kind = change.getClass().getSimpleName() + " ";
    return switch (change) {
      case Change.Present it -> {
        String there =
            String.join(
                " ",
                it.topology().components().stream().map(Topology.ComponentInfo::name).toList());
        yield (kind + there).strip();
      }
      case Change.Lost it -> kind + it.count();
      case Change.GroupBegun it -> kind + it.group().name();
      case Change.GroupRestarted it -> kind + it.group().name() + " " + it.group().restarts();
      case Change.GroupEnded it -> kind + it.name() + " " + it.failure();
      case Change.Joined it ->
          kind
              + it.component().name()
              + (it.component().parent() == 0 ? " in nobody" : " in Pipeline");
      case Change.Started it -> kind + it.name();
      case Change.Ended it -> kind + it.name();
      case Change.Failed it -> kind + it.name() + " " + it.cause();
      case Change.Linked it -> kind + it.linkage();
      case Change.Unlinked it -> kind + it.linkage();
      case Change.BoxAdded it -> kind + it.box();
      case Change.BoxRemoved it -> kind + it.box();
    };
  }

  private static final class WithBoxes extends Component<String, String> {
    @Override
    protected void run() {
      removeBox(addInbox("extra", String.class));
      inbox.receive();
    }
  }
}
