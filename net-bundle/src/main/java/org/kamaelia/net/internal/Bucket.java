package org.kamaelia.net.internal;

/** A token bucket. One thread at a time. */
final class Bucket {
  private static final double SECOND = 1e9;

  private final double rate;
  private final double burst;
  private double tokens;
  private long at;

  /**
   * Makes a full one.
   *
   * @param rate tokens a second, 1 or more
   * @param burst how many it holds, 1 or more
   * @param now in nanoseconds, as all times here
   */
  Bucket(int rate, int burst, long now) {
    this.rate = rate;
    this.burst = burst;
    tokens = burst;
    at = now;
  }

  boolean is(int otherRate, int otherBurst) {
    return rate == otherRate && burst == otherBurst;
  }

  /** How many tokens are there. */
  long room(long now) {
    tokens = Math.min(burst, tokens + (now - at) * rate / SECOND);
    at = now;
    return (long) tokens;
  }

  /** Takes as many, of those that {@link #room} found. */
  void take(long count) {
    tokens -= (double) count;
  }

  /** How long until a worthwhile part of a burst is there: 10 ms' worth, but a packet at least. */
  long untilWorthwhile() {
    double wanted = Math.min(burst, Math.max(1460, rate / 100));
    return Math.max(0, (long) Math.ceil((wanted - tokens) / rate * SECOND));
  }
}
