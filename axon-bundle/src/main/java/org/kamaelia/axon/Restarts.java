package org.kamaelia.axon;

import java.util.ArrayDeque;

/** Counts restarts, and says how long the next one waits. */
final class Restarts {
  private final Supervision.Restart policy;
  private final ArrayDeque<Long> recent = new ArrayDeque<>();
  private long total;

  Restarts(Supervision.Restart policy) {
    this.policy = policy;
  }

  long total() {
    return total;
  }

  /**
   * Counts one more.
   *
   * @param now in a clock's nanoseconds
   * @return how many nanoseconds it waits, or -1 if it is one too many
   */
  long next(long now) {
    long within = LoopClock.nanos(policy.within());
    while (!recent.isEmpty() && now - recent.getFirst() >= within) {
      recent.removeFirst();
    }
    if (recent.size() >= policy.limit()) {
      return -1;
    }
    long delay = LoopClock.nanos(policy.backoff());
    for (int i = 0; i < recent.size() && delay < within; i++) {
      delay *= 2;
    }
    recent.addLast(now);
    total++;
    return delay;
  }
}
