package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * What the messages of an outbox pass within their sender's turn, on the way to the inbox. A class,
 * so that while only one kind is loaded a call of it costs nothing; with many kinds it costs each
 * message 2 to 4 ns, however many transformers there are. Not sealed, as {@link Shapes} makes more.
 */
abstract class Passage {

  /** What comes out; null if the message was dropped. */
  abstract @Nullable Object apply(Object message);
}
