package org.kamaelia.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Changes;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Linkage;
import org.kamaelia.axon.SteppedAxon;

class GraphTest {

  /** Hands on what comes, and has more boxes and children when it is told. */
  private static final class Node extends Component<Object, Object> {
    private final List<Inbox<Object>> more = new ArrayList<>();

    @Override
    protected void run() {
      for (Object message : inbox) {
        switch (message.toString()) {
          case "box" -> more.add(addInbox("more", Object.class));
          case "less" -> {
            if (!more.isEmpty()) {
              removeBox(more.removeLast());
            }
          }
          case "child" -> activate(new Node()).outbox().linkTo(inbox);
          case "fail" -> throw new IllegalStateException("as it was told");
          default -> {}
        }
      }
    }
  }

  private record Seen(Map<Long, GroupRow> groups, Map<Long, ComponentRow> components) {

    /** The same, without linkages to what has ended, in one order. */
    Seen plain() {
      Map<Long, ComponentRow> plain = new HashMap<>();
      components.forEach(
          (id, row) ->
              plain.put(
                  id,
                  new ComponentRow(
                      row.group(),
                      row.loop(),
                      row.name(),
                      row.kind(),
                      row.active(),
                      row.linkages().stream()
                          .filter(it -> components.containsKey(it.destination().owner()))
                          .sorted((a, b) -> a.toString().compareTo(b.toString()))
                          .toList())));
      return new Seen(groups, plain);
    }
  }

  private final Graph graph = new Graph();
  private final Seen copy = new Seen(new LinkedHashMap<>(), new LinkedHashMap<>());

  private boolean follow(Changes changes) {
    boolean right = true;
    for (var it = changes.poll(); it.isPresent() && right; it = changes.poll()) {
      right = graph.apply(it.get());
    }
    RowsTest.apply(graph.groups().take(), copy.groups);
    RowsTest.apply(graph.components().take(), copy.components);
    return right;
  }

  /** What one sees who begins now. */
  private static Seen anew(SteppedAxon axon) {
    Graph graph = new Graph();
    try (Changes changes = axon.changes(100)) {
      axon.runUntilIdle();
      for (var it = changes.poll(); it.isPresent(); it = changes.poll()) {
        assertThat(graph.apply(it.get())).isTrue();
      }
    }
    return new Seen(graph.groups().all(), graph.components().all());
  }

  @RepeatedTest(30)
  void whoHasTakenEachDeltaSeesWhatOneSeesWhoBeginsNow() {
    long seed = System.nanoTime();
    SteppedAxon axon = new SteppedAxon(seed);
    Changes changes = axon.changes(10_000);
    var storm = new Storm(axon, new SplittableRandom(seed));
    for (int i = 0; i < 60; i++) {
      storm.blow();
      if (storm.random.nextInt(3) == 0) {
        assertThat(follow(changes)).as("seed %d", seed).isTrue();
        assertThat(copy.plain()).as("seed %d", seed).isEqualTo(anew(axon).plain());
      }
    }
  }

  @RepeatedTest(10)
  void afterALossItGoesOnWithWhatIsThere() {
    long seed = System.nanoTime();
    SteppedAxon axon = new SteppedAxon(seed);
    Changes changes = axon.changes(8);
    var storm = new Storm(axon, new SplittableRandom(seed));
    int losses = 0;
    for (int i = 0; i < 100; i++) {
      storm.blow();
      if (storm.random.nextInt(5) == 0 && !follow(changes)) {
        losses++;
        changes.close();
        changes = axon.changes(8);
      }
    }
    changes.close();
    changes = axon.changes(8);
    axon.runUntilIdle();
    assertThat(follow(changes)).isTrue();
    assertThat(losses).as("seed %d", seed).isPositive();
    assertThat(copy.plain()).as("seed %d", seed).isEqualTo(anew(axon).plain());
  }

  @Test
  void whatWasToldAndWhatWaitsToBeIsNeverMoreThanThereIs() {
    SteppedAxon axon = new SteppedAxon(1);
    Changes changes = axon.changes(10_000);
    axon.runUntilIdle();
    follow(changes);
    for (int i = 0; i < 500; i++) {
      Group group = axon.activate(new Node());
      axon.runUntilIdle();
      group.stop("enough");
      axon.runUntilIdle();
    }
    for (var it = changes.poll(); it.isPresent(); it = changes.poll()) {
      graph.apply(it.get());
    }
    assertThat(graph.components().take().isEmpty()).isTrue();
    assertThat(graph.groups().take().isEmpty()).isTrue();
  }

  /** Does this and that with a few groups. */
  private static final class Storm {
    final SplittableRandom random;
    private final SteppedAxon axon;
    private final List<Group> groups = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Linkage> linkages = new ArrayList<>();

    Storm(SteppedAxon axon, SplittableRandom random) {
      this.axon = axon;
      this.random = random;
    }

    void blow() {
      switch (random.nextInt(6)) {
        case 0, 1 -> begin();
        case 2 -> link();
        case 3 -> {
          if (!linkages.isEmpty()) {
            linkages.remove(random.nextInt(linkages.size())).unlink();
          }
        }
        case 4 -> tell(List.of("box", "less", "child", "fail").get(random.nextInt(4)));
        default -> {
          if (groups.size() > 2) {
            groups.remove(random.nextInt(groups.size())).stop("it is its turn");
          }
        }
      }
      axon.runUntilIdle();
      nodes.removeIf(it -> it.state() != Component.State.ACTIVE);
    }

    private void begin() {
      Node first = new Node();
      Node second = new Node();
      first.outbox().linkTo(second.inbox());
      groups.add(axon.group("g" + random.nextInt(3)).activate(first, second));
      nodes.add(first);
      nodes.add(second);
    }

    private void link() {
      if (nodes.isEmpty()) {
        return;
      }
      Node from = nodes.get(random.nextInt(nodes.size()));
      Node to = nodes.get(random.nextInt(nodes.size()));
      try {
        linkages.add(from.outbox().linkTo(to.inbox()));
      } catch (IllegalStateException | IllegalArgumentException e) {
        // it is linked already, or that would be a circle
      }
    }

    private void tell(String what) {
      if (nodes.isEmpty()) {
        return;
      }
      Node to = nodes.get(random.nextInt(nodes.size()));
      Component<Object, Object> teller = Component.of("teller", (in, out) -> out.send(what));
      teller.outbox().linkTo(to.inbox());
      axon.activate(teller);
    }
  }
}
