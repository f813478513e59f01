package org.kamaelia.testbed.sim;

/** HyStart++, RFC 9406: slow start slows down when round trips become longer. */
final class HyStart {
  private static final long LEAST_RISE = 4_000_000;
  private static final long MOST_RISE = 16_000_000;
  private static final int SAMPLES = 8;
  private static final int SLOWER = 4;
  private static final int SLOW_ROUNDS = 5;

  private long roundEnds;
  private long lastMin = Long.MAX_VALUE;
  private long currentMin = Long.MAX_VALUE;
  private long baseline = Long.MAX_VALUE;
  private int samples;
  private int slowRounds = -1;

  /** By what the growth of slow start is divided. */
  int divisor() {
    return slowRounds >= 0 ? SLOWER : 1;
  }

  /** Looks at an acknowledgement. */
  boolean isOver(CongestionControl.Sight sight) {
    if (sight.deliveredBefore() >= roundEnds) {
      roundEnds = sight.delivered();
      lastMin = currentMin;
      currentMin = Long.MAX_VALUE;
      samples = 0;
      if (slowRounds >= 0 && ++slowRounds > SLOW_ROUNDS) {
        return true;
      }
    }
    if (sight.rtt() >= 0) {
      currentMin = Math.min(currentMin, sight.rtt());
      samples++;
    }
    if (samples < SAMPLES || currentMin == Long.MAX_VALUE || lastMin == Long.MAX_VALUE) {
      return false;
    }
    if (slowRounds < 0 && currentMin >= lastMin + Math.clamp(lastMin / 8, LEAST_RISE, MOST_RISE)) {
      baseline = currentMin;
      slowRounds = 0;
    } else if (slowRounds >= 0 && currentMin < baseline) {
      slowRounds = -1; // it was only a hiccup
    }
    return false;
  }
}
