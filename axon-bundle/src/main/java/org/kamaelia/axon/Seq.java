package org.kamaelia.axon;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Components one after another: the next starts when the one before has ended. Each in its turn has
 * the {@code inbox} and the {@code outbox} to itself; what it leaves in its inbox is the next
 * one's. It ends when the last has ended.
 *
 * {@snippet :
 * Seq.of(greeting, login, session)
 * }
 *
 * @param <I> what they take
 * @param <O> what they make
 */
public final class Seq<I, O> extends Composite<I, O> {
  private final Deque<Component<? super I, ? extends O>> waiting = new ArrayDeque<>();
  private @Nullable Component<? super I, ? extends O> current;

  private Seq() {}

  /** The components one after another. */
  @SafeVarargs
  public static <I, O> Seq<I, O> of(Component<? super I, ? extends O>... parts) {
    Seq<I, O> seq = new Seq<>();
    for (Component<? super I, ? extends O> part : parts) {
      seq.include(part);
      seq.waiting.add(part);
    }
    return seq;
  }

  @Override
  void startParts(List<Component<?, ?>> all) {}

  @Override
  boolean takesBack() {
    return true;
  }

  @Override
  void advance() {
    while (current == null || current.state() != State.ACTIVE) {
      current = waiting.poll();
      if (current == null) {
        return;
      }
      if (current.state() == State.NEW) {
        inbox.linkTo(current.inbox());
        current.outbox().linkTo(outbox);
        current.start();
      }
    }
  }
}
