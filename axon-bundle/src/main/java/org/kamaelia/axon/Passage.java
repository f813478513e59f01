package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * What the messages of an outbox pass within their sender's turn, on the way to the inbox. A class,
 * so that while only one kind is loaded a call of it costs nothing.
 */
abstract sealed class Passage permits Transformer.Fused, Traced {

  /** What comes out; null if the message was dropped. */
  abstract @Nullable Object apply(Object message);
}
