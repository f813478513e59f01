package org.kamaelia.testbed.sim;

/** The round-trip time and what follows from it, RFC 6298. In nanoseconds. */
final class RoundTrip {
  static final long MOST = 120_000_000_000L;
  private static final long FIRST = 1_000_000_000L;

  private final long least;
  private long smoothed;
  private long variance;
  private long min = Long.MAX_VALUE;
  private int backoff;

  /**
   * @param least the shortest time-out
   */
  RoundTrip(long least) {
    this.least = least;
  }

  /**
   * Takes what an acknowledgement tells.
   *
   * @param rtt how long the oldest took that it is of
   * @param shortest how long the latest took
   */
  void sample(long rtt, long shortest) {
    if (smoothed == 0) {
      smoothed = Math.max(1, rtt);
      variance = rtt / 2;
    } else {
      variance += (Math.abs(smoothed - rtt) - variance) / 4;
      smoothed = Math.max(1, smoothed + (rtt - smoothed) / 8);
    }
    min = Math.min(min, shortest);
  }

  long smoothed() {
    return smoothed;
  }

  long variance() {
    return variance;
  }

  long min() {
    return min;
  }

  /** How long to wait before something is sent again. */
  long timeout() {
    // As Linux has it, the least time is that of the variance, not of the whole.
    long base = smoothed == 0 ? FIRST : smoothed + Math.max(4 * variance, least);
    return Math.min(MOST, base << Math.min(backoff, 10));
  }

  /** Waits twice as long from now on, section 5.5. */
  void backOff() {
    backoff++;
  }

  /** Something new was acknowledged. */
  void progress() {
    backoff = 0;
  }

  /** Time-outs in a row. */
  int backoff() {
    return backoff;
  }
}
