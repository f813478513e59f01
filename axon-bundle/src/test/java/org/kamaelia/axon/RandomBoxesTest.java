package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Boxes that are linked, unlinked, filled, emptied, limited, ended and removed at random, against a
 * plain model of what each must hold and whether its stream has ended.
 */
class RandomBoxesTest {
  private static final int COMPONENTS = 6;
  private static final int STEPS = 600;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<Maker> makers = new ArrayList<>();
  private final Map<Box<?>, Model> models = new LinkedHashMap<>();

  /** What a box must be. */
  private static final class Model {
    final Box<Integer> box;
    final Deque<Integer> held = new ArrayDeque<>();
    final List<Model> sources = new ArrayList<>();
    @Nullable Model next;
    int limit = Inbox.DEFAULT_LIMIT;
    int open;
    boolean ended;
    boolean over;
    boolean closed;
    long discarded;

    Model(Box<Integer> box) {
      this.box = box;
      open = box instanceof Outbox ? 1 : 0;
    }

    Model last() {
      Model last = this;
      while (last.next != null) {
        last = last.next;
      }
      return last;
    }

    void opened() {
      open++;
      if (ended) {
        ended = false;
        if (next != null) {
          next.opened();
        }
      }
    }

    void closed() {
      if (--open == 0) {
        ended = true;
        if (next != null) {
          next.closed();
        }
      }
    }

    void link(Model to) {
      next = to;
      to.sources.add(this);
      if (ended) {
        if (!to.ended) {
          to.open++;
          to.closed();
        }
      } else {
        to.opened();
      }
      if (!last().closed) {
        last().held.addAll(held);
      }
      held.clear();
    }

    void unlink() {
      Model to = next;
      if (to != null) {
        next = null;
        to.sources.remove(this);
        if (!ended) {
          to.open--;
        }
      }
    }

    void end() {
      if (!over) {
        over = true;
        closed();
      }
    }

    /** What became of a message sent here: false if it was refused. */
    boolean send(int message) {
      Model last = last();
      if (last.box instanceof Outbox) {
        discarded++;
        return true;
      }
      boolean taken = !last.closed && last.held.size() < last.limit;
      if (taken) {
        last.held.add(message);
      }
      return taken;
    }
  }

  /** Has boxes that come and go. */
  private static final class Maker extends Component<Integer, Integer> {
    @Override
    protected void run() {}

    Inbox<Integer> in() {
      return addInbox("in", Integer.class);
    }

    Outbox<Integer> out() {
      return addOutbox("out", Integer.class);
    }

    void remove(Box<?> box) {
      removeBox(box);
    }
  }

  @RepeatedTest(100)
  void boxesHoldWhatTheModelHolds() {
    Group group = new SteppedAxon(seed).group("test");
    for (int i = 0; i < COMPONENTS; i++) {
      makers.add(group.add(new Maker()));
    }
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(12)) {
        case 0, 1 -> add();
        case 2, 3 -> link();
        case 4 -> any(models.values()).ifPresent(this::unlink);
        case 5 -> inbox(this::limit);
        case 6 -> outbox(this::end);
        case 7 -> any(models.values()).ifPresent(this::remove);
        case 8, 9 -> inbox(this::take);
        default -> send(step);
      }
      models.values().forEach(this::compare);
    }
  }

  private void add() {
    Maker maker = makers.get(random.nextInt(COMPONENTS));
    Box<Integer> box = random.nextBoolean() ? maker.in() : maker.out();
    models.put(box, new Model(box));
  }

  private void link() {
    any(models.values()).ifPresent(from -> any(models.values()).ifPresent(to -> link(from, to)));
  }

  @SuppressWarnings("unchecked") // all boxes here have one type
  private void link(Model from, Model to) {
    if (from.box instanceof Inbox && to.box instanceof Outbox) {
      return; // the compiler knows no such link
    }
    boolean free = from.next == null && to.last() != from;
    try {
      switch (from.box) {
        case Inbox<?> in -> ((Inbox<Integer>) in).linkTo((Inbox<Integer>) to.box);
        case Outbox<?> out when to.box instanceof Inbox<?> in ->
            ((Outbox<Integer>) out).linkTo((Inbox<Integer>) in);
        case Outbox<?> out -> ((Outbox<Integer>) out).linkTo((Outbox<Integer>) to.box);
      }
      assertThat(free).as("seed %s: %s -> %s", seed, from.box, to.box).isTrue();
      from.link(to);
    } catch (IllegalStateException linkedAlreadyOrACircle) {
      assertThat(free).as("seed %s: %s", seed, linkedAlreadyOrACircle).isFalse();
    }
  }

  private void unlink(Model from) {
    if (from.next != null) {
      new Linkage(from.box, from.next.box).unlink();
      from.unlink();
    }
  }

  private void limit(Model model) {
    model.limit = 1 + random.nextInt(4);
    asInbox(model).limit(model.limit);
  }

  private void end(Model model) {
    ((Outbox<Integer>) model.box).end();
    model.end();
  }

  private void take(Model model) {
    assertThat(asInbox(model).poll().orElse(null))
        .as("seed %s: %s", seed, model.box)
        .isEqualTo(model.held.poll());
  }

  private void send(int message) {
    outbox(
        model -> {
          if (!model.over) {
            assertThat(((Outbox<Integer>) model.box).trySend(message))
                .as("seed %s: %s", seed, model.box)
                .isEqualTo(model.send(message));
          }
        });
  }

  /**
   * What still sends to a removed inbox is refused; it stays in the model while it is linked to.
   */
  private void remove(Model model) {
    if (model.closed) {
      return;
    }
    ((Maker) model.box.owner()).remove(model.box);
    if (model.box instanceof Inbox) {
      model.unlink();
      model.closed = true;
      model.held.clear();
      if (model.sources.isEmpty()) {
        models.remove(model.box);
      }
    } else {
      model.end();
      if (model.ended) {
        Model to = model.next;
        model.next = null;
        if (to != null) {
          to.sources.remove(model);
        }
      }
      // Others may still send through it.
      models.remove(model.box);
    }
  }

  private void compare(Model model) {
    switch (model.box) {
      case Inbox<?> in -> {
        assertThat(in.info().depth()).as("seed %s: %s", seed, in).isEqualTo(model.held.size());
        assertThat(in.atEnd())
            .as("seed %s: end of %s", seed, in)
            .isEqualTo(model.ended && model.held.isEmpty());
      }
      case Outbox<?> out -> {
        assertThat(out.discarded()).as("seed %s: %s", seed, out).isEqualTo(model.discarded);
        assertThat(out.ended).as("seed %s: end of %s", seed, out).isEqualTo(model.ended);
      }
    }
  }

  private void inbox(Consumer<Model> action) {
    any(models.values().stream()
            .filter(model -> model.box instanceof Inbox && !model.closed)
            .toList())
        .ifPresent(action);
  }

  private void outbox(Consumer<Model> action) {
    any(models.values().stream().filter(model -> model.box instanceof Outbox).toList())
        .ifPresent(action);
  }

  private Optional<Model> any(Collection<Model> from) {
    List<Model> all = new ArrayList<>(from);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private static Inbox<Integer> asInbox(Model model) {
    return (Inbox<Integer>) model.box;
  }
}
