package org.kamaelia.testbed.sim;

/** Spreads over time what a connection sends. */
final class Pacer {
  /** What was not sent when it could have been is made up for, up to so many nanoseconds. */
  private static final long SLACK = 1_000_000;

  private long mayNotBefore;

  /**
   * Asks whether so much may be sent now, and counts it if so.
   *
   * @param rate in bytes a second; 0 or less for any
   * @return when it may be sent; the present time or earlier if it may now
   */
  long ask(int bytes, long rate, long now) {
    if (rate <= 0) {
      return now;
    }
    long may = mayNotBefore;
    if (now >= may) {
      mayNotBefore = Math.max(may, now - SLACK) + (long) (bytes * 1e9 / rate);
    }
    return may;
  }
}
