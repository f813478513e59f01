package org.kamaelia.axon;

import java.time.Duration;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The virtual time that several {@link SteppedAxon}s share: the machines of a simulated network,
 * say. Whoever keeps it runs each system when there is something for it to do: when it was given
 * work, which is told to its poller's {@link Poller#wakeup}, and when {@link SteppedAxon#nextTimer}
 * has come. Used on one thread.
 */
@ConsumerType
public interface Timekeeper {
  /** Nanoseconds since the beginning of time. */
  long now();

  /** Lets so much time pass, and all systems do what there is to do in it. */
  void advance(Duration duration);

  /** Whether a site of {@link Component#sometimes} fires this time; never, unless this says so. */
  default boolean sometimes(String site) {
    return false;
  }

  /**
   * A component has failed.
   *
   * @return whether this sees to it; if not it is logged
   */
  default boolean failed(Component<?, ?> component, Throwable cause) {
    return false;
  }
}
