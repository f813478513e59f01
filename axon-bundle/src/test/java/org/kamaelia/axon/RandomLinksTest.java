package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Links made and cut at random, against a model that walks the chain anew for each message. */
class RandomLinksTest {
  private static final int COMPONENTS = 8;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<Component<Integer, Integer>> components = new ArrayList<>();

  /** What is linked to what, and what each inbox holds. */
  private final Map<Box<?>, Linkage> links = new LinkedHashMap<>();

  private final Map<Box<?>, List<Integer>> contents = new LinkedHashMap<>();

  @RepeatedTest(20)
  void messagesGoWhereTheChainEndsAtTheTimeOfSending() {
    Group group = new SteppedAxon(seed).group("test");
    for (int i = 0; i < COMPONENTS; i++) {
      Component<Integer, Integer> component = Parts.relay("c" + i);
      component.inbox().limit(Inbox.UNLIMITED);
      group.add(component);
      components.add(component);
      contents.put(component.inbox(), new ArrayList<>());
    }
    for (int step = 0; step < 1000; step++) {
      switch (random.nextInt(4)) {
        case 0 -> link();
        case 1 -> unlink();
        default -> send(step);
      }
    }
    for (Component<Integer, Integer> component : components) {
      List<Integer> held = new ArrayList<>();
      while (!component.inbox().isEmpty()) {
        component.inbox().poll().ifPresent(held::add);
      }
      assertThat(held)
          .as("%s, seed %s", component.inbox(), seed)
          .isEqualTo(contents.get(component.inbox()));
    }
  }

  private void link() {
    Component<Integer, Integer> from = any();
    Component<Integer, Integer> to = any();
    Linkage made;
    try {
      made =
          switch (random.nextInt(3)) {
            case 0 -> from.outbox().linkTo(to.inbox());
            case 1 -> from.outbox().linkTo(to.outbox());
            default -> from.inbox().linkTo(to.inbox());
          };
    } catch (IllegalStateException refused) {
      return; // linked already, or a circle
    }
    assertThat(links).as("seed %s", seed).doesNotContainKey(made.source());
    links.put(made.source(), made);
    if (made.source() instanceof Inbox<?> inbox) {
      List<Integer> waiting = contents.get(inbox);
      contents.get(end(inbox)).addAll(waiting);
      waiting.clear();
    }
  }

  private void unlink() {
    List<Linkage> made = List.copyOf(links.values());
    if (!made.isEmpty()) {
      Linkage cut = made.get(random.nextInt(made.size()));
      cut.unlink();
      links.remove(cut.source());
    }
  }

  private void send(int message) {
    Component<Integer, Integer> from = any();
    assertThat(from.outbox().trySend(message)).isTrue();
    List<Integer> there = contents.get(end(from.outbox()));
    if (there != null) {
      there.add(message);
    }
  }

  private Box<?> end(Box<?> start) {
    Box<?> box = start;
    while (links.containsKey(box)) {
      box = links.get(box).destination();
    }
    return box;
  }

  private Component<Integer, Integer> any() {
    return components.get(random.nextInt(components.size()));
  }
}
