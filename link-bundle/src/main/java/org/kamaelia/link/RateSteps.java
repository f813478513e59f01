package org.kamaelia.link;

import java.time.Duration;
import java.util.List;

/**
 * A rate that is constant between certain times.
 *
 * @param steps by time, the first for 0
 * @param period after which they begin anew, 0 for never
 */
record RateSteps(List<Step> steps, Duration period) implements Rate {
  RateSteps(List<Step> steps, Duration period) {
    this.steps = List.copyOf(steps);
    this.period = period;
    if (steps.isEmpty() || !steps.getFirst().at().isZero()) {
      throw new IllegalArgumentException("no rate for the beginning: steps " + steps);
    }
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).at().compareTo(steps.get(i - 1).at()) <= 0) {
        throw new IllegalArgumentException("not by time: " + steps.get(i));
      }
    }
    if (!period.isZero() && period.compareTo(steps.getLast().at()) <= 0) {
      throw new IllegalArgumentException(
          "a period of " + period + " ends before its last step, " + steps.getLast());
    }
  }

  @Override
  public Sender begin() {
    return new Stepped(this);
  }

  /** Bits per second on average, over the period or up to the last step. */
  double mean() {
    double bits = 0;
    long end = period.isZero() ? steps.getLast().at().toNanos() : period.toNanos();
    for (int i = 0; i < steps.size(); i++) {
      long to = i + 1 < steps.size() ? steps.get(i + 1).at().toNanos() : end;
      bits += (double) steps.get(i).bitsPerSecond() * (to - steps.get(i).at().toNanos());
    }
    return end == 0 ? steps.getLast().bitsPerSecond() : bits / end;
  }

  /** Work is in bits times 10^9: at a rate of r, r of it are done in a nanosecond. */
  private static final class Stepped implements Sender {
    private static final long BILLION = 1_000_000_000;

    private final long[] times;
    private final long[] rates;
    private final long period;

    /** The step at {@link #base} + times[step], where the last packet ended. */
    private int step;

    /** When the period began in which that is. */
    private long base;

    /** When the last packet was out, rounded down, and the work that can be done since then. */
    private long last = Long.MIN_VALUE;

    private long credit;

    Stepped(RateSteps rate) {
      times = rate.steps.stream().mapToLong(s -> s.at().toNanos()).toArray();
      rates = rate.steps.stream().mapToLong(Step::bitsPerSecond).toArray();
      period = rate.period.toNanos();
    }

    @Override
    public long ready(long now) {
      return now;
    }

    @Override
    public long finish(long start, int bytes) {
      seek(start);
      long work = bytes * 8L * BILLION - (start == last ? credit : 0);
      long time = start;
      while (true) {
        long rate = rates[step];
        long until = until();
        if (rate > 0) {
          // rounded up, so that the credit is what was not needed of the last nanosecond
          long nanos = Math.ceilDiv(work, rate);
          if (nanos <= until - time) {
            last = time + nanos;
            credit = nanos * rate - work;
            return last;
          }
          work -= (until - time) * rate;
        }
        if (until == NEVER) {
          last = NEVER;
          return NEVER;
        }
        time = until;
        advance();
      }
    }

    @Override
    public long bitsPerSecond(long now) {
      seek(now);
      return rates[step];
    }

    /** Goes to the step of a time, which is not before that of the last call. */
    private void seek(long time) {
      if (period > 0 && time - base >= period) {
        base += (time - base) / period * period;
        step = 0;
      }
      while (until() <= time) {
        advance();
      }
    }

    /** When the next step begins. */
    private long until() {
      if (step + 1 < times.length) {
        return base + times[step + 1];
      }
      return period > 0 ? base + period : NEVER;
    }

    private void advance() {
      if (step + 1 < times.length) {
        step++;
      } else {
        base += period;
        step = 0;
      }
    }
  }
}
