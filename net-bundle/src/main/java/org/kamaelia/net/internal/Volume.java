package org.kamaelia.net.internal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much a listener's connections have carried in one direction: those that have ended, and those
 * that are open, which count for themselves. Any thread.
 */
final class Volume {
  private final LongAdder ended = new LongAdder();

  /** What was told last: one that is just about to end may be in neither sum for a moment. */
  private final AtomicLong told = new AtomicLong();

  /** A connection has ended, and is no longer among those that are open. */
  void ended(long bytes) {
    ended.add(bytes);
  }

  /**
   * All of it; never less than before.
   *
   * @param open what those have carried that are open
   */
  long with(long open) {
    return told.accumulateAndGet(ended.sum() + open, Math::max);
  }
}
