package org.kamaelia.axon;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The time a component lives in: real on a server, virtual in a {@link SteppedAxon}. Components
 * take it from {@link Component#clock()} and never from static calls, which makes simulation a
 * mode.
 */
public interface Clock extends InstantSource {

  /** Monotonic time in nanoseconds; only differences mean something. */
  long nanoTime();

  /**
   * Waits in the calling component's body; others run meanwhile.
   *
   * @param duration how long; zero or less gives others a turn
   * @throws IllegalStateException if the caller is not the body of a component on this clock's loop
   */
  void sleep(Duration duration);
}
