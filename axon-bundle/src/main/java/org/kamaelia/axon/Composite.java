package org.kamaelia.axon;

import java.util.ArrayList;
import java.util.List;

/**
 * A component made of others, which run beside it in its group. It starts them when it is started,
 * and ends when the last of them has.
 */
abstract sealed class Composite<I, O> extends Device<I, O> permits Graphline, Pipeline {
  private final List<Component<?, ?>> parts = new ArrayList<>(4);
  private boolean started;

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
      parts.forEach(Component::start);
    }
    while (true) {
      var message = control().poll();
      if (message.isEmpty()) {
        break;
      }
      children().forEach(part -> part.hear(message.get()));
    }
    endWithParts();
  }

  @Override
  protected final void childEnded(Component<?, ?> child) {
    if (started) {
      wake();
    }
  }

  private void endWithParts() {
    if (children().isEmpty()) {
      end();
    }
  }
}
