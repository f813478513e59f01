package org.kamaelia.testbed.measure;

import java.util.function.Function;
import org.kamaelia.axon.Component;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at each message that passes. Used on one loop, or by one thread; what it has measured is
 * read there too, or after all has ended.
 *
 * @param <M> the type of the messages
 */
@ConsumerType
@FunctionalInterface
public interface Instrument<M> {

  /**
   * Looks at a message, and leaves it as it is.
   *
   * @param nanos when it passes, in nanoseconds; only differences mean something
   */
  void passes(M message, long nanos);

  /**
   * The same instrument for messages that contain what it looks at.
   *
   * @param part what it looks at, such as {@code Datagram::payload}
   */
  default <N> Instrument<N> of(Function<? super N, ? extends M> part) {
    return (message, nanos) -> passes(part.apply(message), nanos);
  }

  /**
   * A component that passes on what comes, and shows it to this instrument when it comes.
   *
   * @param name how it is shown
   */
  default Component<M, M> component(String name) {
    return new Gauge<>(name, this);
  }
}
