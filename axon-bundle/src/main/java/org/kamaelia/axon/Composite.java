package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A component made of others, which run beside it in its group. It starts them when it is started,
 * and ends when the last of them has.
 *
 * <p>A signal that comes to it reaches every part to whose control nothing is linked. At its end it
 * passes on the shutdown that it saw, or says that it has finished; but where a part is linked to
 * its signal, that part speaks for it.
 */
abstract sealed class Composite<I, O> extends Device<I, O> permits Graphline, Par, Pipeline, Seq {
  private final List<Component<?, ?>> parts = new ArrayList<>(4);
  private Signal.@Nullable Shutdown shutdown;
  private boolean started;
  private boolean spokenFor;

  final void include(Component<?, ?> part) {
    if (started) {
      throw new IllegalStateException(this + " runs already");
    }
    parts.add(part);
  }

  @Override
  final void joined() {
    parts.forEach(this::adopt);
  }

  @Override
  protected final void turn() {
    if (!started) {
      started = true;
      spokenFor = !signal().sources.isEmpty();
      startParts(List.copyOf(parts));
    }
    for (var signal = control().poll(); signal.isPresent(); signal = control().poll()) {
      Signal heard = signal.get();
      if (heard instanceof Signal.Shutdown order) {
        shutdown = order;
      }
      children().forEach(part -> part.hear(heard));
    }
    advance();
    if (children().isEmpty()) {
      end();
    }
  }

  /** The first turn. */
  void startParts(List<Component<?, ?>> all) {
    all.forEach(Component::start);
  }

  /** Every turn: does what the parts cannot. */
  void advance() {}

  @Override
  protected final void childEnded(Component<?, ?> child) {
    if (started) {
      wake();
    }
  }

  /** It hears signals for its parts: what counts is whether who takes its input does. */
  @Override
  final boolean attends() {
    Box<?> taker = inbox().next;
    return taker != null && taker.owner.isAttentive();
  }

  @Override
  final Wait waitsFor() {
    return started && rests() ? new Wait.Parts() : Snapshot.NOTHING;
  }

  @Override
  final @Nullable Signal lastWords() {
    return spokenFor ? null : shutdown != null ? shutdown : super.lastWords();
  }
}
