package org.kamaelia.testbed.media;

/**
 * How many packets there are from one loss event to the next, RFC 5348, sections 5.2 and 5.4:
 * losses within a round trip are one event.
 */
final class LossIntervals {
  private static final double[] WEIGHTS = {1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2};

  /** The intervals that are over, the latest first. */
  private final long[] closed = new long[WEIGHTS.length];

  private int count;
  private long current;

  /** When the first packet of the present loss event was sent. */
  private long eventSent;

  void received() {
    current++;
  }

  void lost(long sent, long roundTrip) {
    if (count > 0 && sent - eventSent <= roundTrip) {
      current++;
      return;
    }
    System.arraycopy(closed, 0, closed, 1, closed.length - 1);
    closed[0] = current;
    count = Math.min(count + 1, closed.length);
    current = 1;
    eventSent = sent;
  }

  boolean isNone() {
    return count == 0;
  }

  /** Packets since the last loss event began. */
  long current() {
    return current;
  }

  /**
   * The mean of the intervals that are over. RFC 5348 takes the present one in where that makes the
   * mean larger. But then it is never seven times the mean, as the weights add up to 6 at most, and
   * RFC 8698's loss would never expire.
   */
  double mean() {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < count; i++) {
      sum += closed[i] * WEIGHTS[i];
      weights += WEIGHTS[i];
    }
    return sum / weights;
  }
}
