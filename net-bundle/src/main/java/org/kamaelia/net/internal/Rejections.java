package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.kamaelia.net.Rejection;

/** What a listener has rejected. Each reason is logged once a second at most. Any thread. */
final class Rejections {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");
  private static final long PAUSE_MILLIS = 1000;

  private final String listener;
  private final Map<Rejection, Tally> tallies = new EnumMap<>(Rejection.class);

  /** How many there were, how many of them were told of, and when. */
  private record Tally(AtomicLong count, AtomicLong told, AtomicLong toldAt) {
    Tally() {
      this(new AtomicLong(), new AtomicLong(), new AtomicLong());
    }
  }

  Rejections(String listener) {
    this.listener = listener;
    for (Rejection reason : Rejection.values()) {
      tallies.put(reason, new Tally());
    }
  }

  /**
   * Counts one.
   *
   * @param whom the peer
   * @param clock the time by which it is logged
   */
  void count(Rejection reason, String whom, InstantSource clock) {
    Tally tally = Objects.requireNonNull(tallies.get(reason));
    long count = tally.count.incrementAndGet();
    long now = clock.millis();
    long before = tally.toldAt.get();
    // Either way, as the time of day may be set back.
    if (Math.abs(now - before) >= PAUSE_MILLIS && tally.toldAt.compareAndSet(before, now)) {
      LOG.log(
          Level.WARNING,
          "listener {0} has rejected {1}: {2}; the last was {3}",
          listener,
          count - tally.told.getAndSet(count),
          reason,
          whom);
    }
  }

  /** How often each reason applied, without those that never did. */
  Map<Rejection, Long> counts() {
    Map<Rejection, Long> counts = new EnumMap<>(Rejection.class);
    tallies.forEach(
        (reason, tally) -> {
          long count = tally.count.get();
          if (count > 0) {
            counts.put(reason, count);
          }
        });
    return counts;
  }
}
