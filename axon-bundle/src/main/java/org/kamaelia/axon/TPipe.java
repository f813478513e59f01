package org.kamaelia.axon;

import java.util.function.Predicate;

/**
 * A side branch in a pipeline: messages that meet a condition go to an enclosed component, and what
 * that makes comes out with the rest.
 *
 * @param <T> the type of its messages
 */
public final class TPipe<T> extends Component<T, T> {
  private final Predicate<? super T> condition;
  private final Component<? super T, ? extends T> action;
  private final boolean copies;

  private TPipe(
      Predicate<? super T> condition, Component<? super T, ? extends T> action, boolean copies) {
    this.condition = condition;
    this.action = action;
    this.copies = copies;
  }

  /** All messages pass; those that meet the condition go to the enclosed component as well. */
  public static <T> TPipe<T> copy(
      Predicate<? super T> condition, Component<? super T, ? extends T> action) {
    return new TPipe<>(condition, action, true);
  }

  /** Messages that meet the condition go to the enclosed component instead of passing. */
  public static <T> TPipe<T> route(
      Predicate<? super T> condition, Component<? super T, ? extends T> action) {
    return new TPipe<>(condition, action, false);
  }

  @Override
  protected void run() {
    Outbox<T> branch = addOutbox("branch", action.inbox());
    branch.linkTo(action.inbox());
    action.outbox().linkTo(outbox);
    activate(action);
    for (T message : inbox) {
      boolean meets = condition.test(message);
      if (meets) {
        branch.send(message);
      }
      if (!meets || copies) {
        outbox.send(message);
      }
    }
  }
}
