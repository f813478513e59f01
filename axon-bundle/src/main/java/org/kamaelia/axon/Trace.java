package org.kamaelia.axon;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Tells a listener of every delivery, until it is closed; see {@link Axon#trace}. Outboxes are
 * aimed anew when a trace begins and ends, so that nothing is slower where nobody traces.
 */
public final class Trace implements AutoCloseable {
  private final Axon axon;
  private final Predicate<? super Component<?, ?>> scope;
  private final Consumer<? super Delivery> listener;

  Trace(Axon axon, Predicate<? super Component<?, ?>> scope, Consumer<? super Delivery> listener) {
    this.axon = axon;
    this.scope = scope;
    this.listener = listener;
  }

  /** Ends the trace. Any thread; without effect the second time. */
  @Override
  public void close() {
    axon.onEachLoop(loop -> Traces.end(loop, this));
  }

  /** Whether it wants to hear of what goes between these. On the sender's loop. */
  boolean covers(Component<?, ?> from, Component<?, ?> to) {
    try {
      return scope.test(from) || scope.test(to);
    } catch (Throwable e) {
      axon.report("the scope of a trace", e);
      return false;
    }
  }

  /** On the sender's loop. */
  void tell(Delivery delivery) {
    try {
      listener.accept(delivery);
    } catch (Throwable e) {
      axon.report("the listener of a trace", e);
    }
  }
}
