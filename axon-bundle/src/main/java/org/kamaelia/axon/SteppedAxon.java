package org.kamaelia.axon;

import java.time.Duration;

/**
 * A system with one loop, in virtual time, that runs only when its owner says so: on the calling
 * thread, in an order drawn from a seed. The same seed gives the same run.
 *
 * <p>Threading: used by the thread that made it, and no other.
 */
public final class SteppedAxon extends Axon {
  private final long seed;
  private final Loop loop;
  private final LoopClock.Virtual clock;

  /**
   * Makes a system that has not run yet.
   *
   * @param seed decides the order of turns, and the random numbers of components
   */
  public SteppedAxon(long seed) {
    this(seed, new LoopClock.Virtual());
  }

  private SteppedAxon(long seed, LoopClock.Virtual clock) {
    super(seed, clock);
    this.seed = seed;
    this.clock = clock;
    loop = loops.getFirst();
  }

  /** The seed of this run. */
  public long seed() {
    return seed;
  }

  /** The virtual time. */
  public Clock clock() {
    return clock;
  }

  /** Gives one round of turns, without moving time; false if nothing was ready. */
  public boolean step() {
    return loop.work();
  }

  /** Runs until nothing is ready, without moving time. */
  public void runUntilIdle() {
    boolean worked = true;
    while (worked) {
      worked = loop.work();
    }
  }

  /**
   * Runs until nothing is ready, then moves time from timer to timer, running what each wakes,
   * until so much time has passed.
   */
  public void advance(Duration duration) {
    long end = clock.after(duration);
    runUntilIdle();
    while (loop.timers.next() <= end) {
      clock.now = Math.max(clock.now, loop.timers.next());
      runUntilIdle();
    }
    clock.now = end;
  }

  /** Moves time from timer to timer until no timer is set and nothing is ready. */
  public void runToEnd() {
    runUntilIdle();
    while (loop.timers.next() != Long.MAX_VALUE) {
      clock.now = Math.max(clock.now, loop.timers.next());
      runUntilIdle();
    }
  }

  @Override
  public void shutdown(Duration within, String reason) {
    loop.groups.stream().toList().forEach(group -> group.shutdown(within, reason));
    advance(within);
  }

  @Override
  Loop threadLoop(String name) {
    throw new UnsupportedOperationException(
        name + " has a thread of its own, which a stepped system cannot step");
  }
}
