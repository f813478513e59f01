package org.kamaelia.lab.experiments;

import java.time.Duration;
import java.util.Arrays;

/** Bytes by intervals of 200 ms, as RFC 8868, section 3 has rates measured. */
final class Throughput {
  static final Duration INTERVAL = Duration.ofMillis(200);

  /** Intervals in a second, over which rates are looked at. */
  private static final int SECOND = 5;

  /** How long a rate has to stay near before it is stable. */
  private static final Duration STABLE = Duration.ofSeconds(5);

  private static final double NEAR = 0.25;

  private long[] bytes = new long[1024];

  void add(long nanos, long count) {
    int place = place(nanos);
    if (place >= bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(place + 1, 2 * bytes.length));
    }
    bytes[place] += count;
  }

  private static int place(long nanos) {
    return (int) (nanos / INTERVAL.toNanos());
  }

  private static int place(Duration at) {
    return place(at.toNanos());
  }

  private long bytes(int from, int to) {
    long sum = 0;
    for (int i = Math.max(0, from); i < Math.min(to, bytes.length); i++) {
      sum += bytes[i];
    }
    return sum;
  }

  /** Bits a second between two times. */
  double rate(Duration from, Duration to) {
    return rate(place(from), place(to));
  }

  private double rate(int from, int to) {
    return bytes(from, to) * 8e9 / ((to - from) * (double) INTERVAL.toNanos());
  }

  /** The standard deviation of the rates of single seconds, as a part of their mean. */
  double variability(Duration from, Duration to) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int at = place(from); at + SECOND <= place(to); at += SECOND) {
      double rate = rate(at, at + SECOND);
      sum += rate;
      squares += rate * rate;
      count++;
    }
    double mean = sum / count;
    return Math.sqrt(Math.max(0, squares / count - mean * mean)) / mean;
  }

  /**
   * How long it takes from a change until the rate is stable: until the rates of five seconds are
   * all within a quarter of what it is in the second half of the time up to the next change.
   *
   * @return in seconds; all of the time if it never is
   */
  double convergence(Duration change, Duration next) {
    int from = place(change);
    int to = place(next);
    double rests = rate((from + to) / 2, to);
    int needed = (int) STABLE.dividedBy(INTERVAL);
    int near = 0;
    for (int at = from; at + SECOND <= to; at++) {
      near = Math.abs(rate(at, at + SECOND) - rests) <= NEAR * rests ? near + 1 : 0;
      if (near == needed) {
        return (at + 1 - needed - from) * (INTERVAL.toNanos() / 1e9);
      }
    }
    return (to - from) * (INTERVAL.toNanos() / 1e9);
  }
}
