package org.kamaelia.link;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A time, and what happens later in it: virtual in a simulation, the machine's own between real
 * programs. Used on one thread.
 */
@ConsumerType
public interface Timeline {
  /** Nanoseconds since the beginning of the run. */
  long now();

  /**
   * Does something later; what is for the same time is done in the order of asking.
   *
   * @param nanos when, as {@link #now} tells it; what is past is done next
   */
  void at(long nanos, Runnable what);
}
