package org.kamaelia.link;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rate by opportunities: at each of certain times up to 1,500 bytes can be sent, by one packet or
 * several; a longer packet needs several opportunities; what is not used is lost. After the last
 * time it begins anew. This is the format, and the meaning, of the traces of mahimahi (Netravali
 * and others, USENIX ATC 2015): a line for each opportunity, in milliseconds since the beginning.
 */
public final class DeliveryTrace implements Rate {
  /** Bytes that can be sent at an opportunity. */
  public static final int OPPORTUNITY = 1500;

  private static final long MILLISECOND = 1_000_000;

  private final long[] millis;

  private DeliveryTrace(long[] millis) {
    this.millis = millis;
  }

  /**
   * A trace.
   *
   * @param millis the times of the opportunities, none before the one ahead of it, the last more
   *     than 0; a time may occur more than once
   * @throws IllegalArgumentException if they are not so
   */
  public static DeliveryTrace of(long... millis) {
    for (int i = 0; i < millis.length; i++) {
      if (millis[i] < (i == 0 ? 0 : millis[i - 1])) {
        throw new IllegalArgumentException(
            "opportunity " + (i + 1) + " is before the one ahead of it, at " + millis[i] + " ms");
      }
    }
    if (millis.length == 0 || millis[millis.length - 1] == 0) {
      throw new IllegalArgumentException("a trace that takes no time");
    }
    return new DeliveryTrace(millis.clone());
  }

  /**
   * The trace with the opportunities of a rate, each at the end of the millisecond in which its
   * 1,500 bytes were sent. What does not fill one at the end is left out.
   *
   * @param rate one of {@link Rate#constant}, {@link Rate#steps} or {@link Rate#repeating}
   * @param duration whole milliseconds; there must be an opportunity in them
   * @throws IllegalArgumentException if there is none
   */
  public static DeliveryTrace of(Rate rate, Duration duration) {
    Sender sender = rate.begin();
    long end = duration.toNanos();
    List<Long> times = new ArrayList<>();
    for (long time = sender.finish(0, OPPORTUNITY);
        time <= end;
        time = sender.finish(time, OPPORTUNITY)) {
      times.add(Math.ceilDiv(time, MILLISECOND));
    }
    return of(times.stream().mapToLong(Long::longValue).toArray());
  }

  /** The times of the opportunities in milliseconds, the last of which is when it begins anew. */
  public long[] millis() {
    return millis.clone();
  }

  /** How long the trace is. */
  public Duration period() {
    return Duration.ofMillis(millis[millis.length - 1]);
  }

  /**
   * The same as rates: the mean of each bin, the last of which may be shorter.
   *
   * @param bin whole milliseconds, at least one
   */
  public Rate toSteps(Duration bin) {
    long width = bin.toMillis();
    if (width < 1) {
      throw new IllegalArgumentException("bins of " + bin + " for a trace in milliseconds");
    }
    long end = millis[millis.length - 1];
    List<Step> steps = new ArrayList<>();
    int i = 0;
    for (long from = 0; from < end; from += width) {
      long to = Math.min(from + width, end);
      // an opportunity is for the millisecond that it ends
      long count = 0;
      for (; i < millis.length && millis[i] <= to; i++) {
        count++;
      }
      steps.add(new Step(Duration.ofMillis(from), count * OPPORTUNITY * 8 * 1000 / (to - from)));
    }
    return new RateSteps(steps, period());
  }

  @Override
  public Sender begin() {
    return new Opportunities(millis);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeliveryTrace that && Arrays.equals(millis, that.millis);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(millis);
  }

  @Override
  public String toString() {
    return "DeliveryTrace[opportunities=" + millis.length + ", period=" + period() + "]";
  }

  private static final class Opportunities implements Sender {
    private final long[] millis;
    private final long period;

    /** The first opportunity that is not used up, and when its period began. */
    private int next;

    private long base;

    /** What of it is left. */
    private int left = OPPORTUNITY;

    Opportunities(long[] millis) {
      this.millis = millis;
      period = millis[millis.length - 1] * MILLISECOND;
    }

    private long time() {
      return base + millis[next] * MILLISECOND;
    }

    private void advance() {
      left = OPPORTUNITY;
      if (++next == millis.length) {
        next = 0;
        base += period;
      }
    }

    @Override
    public long ready(long now) {
      if (now - base > period) {
        // all of the periods in between passed unused; one may have its last opportunity now
        base += (now - base - 1) / period * period;
        next = 0;
        left = OPPORTUNITY;
      }
      while (time() < now) {
        advance();
      }
      return time();
    }

    @Override
    public long finish(long start, int bytes) {
      int rest = bytes;
      while (true) {
        int sent = Math.min(rest, left);
        rest -= sent;
        left -= sent;
        long time = time();
        if (left == 0) {
          advance();
        }
        if (rest == 0) {
          return time;
        }
      }
    }

    @Override
    public long bitsPerSecond(long now) {
      return Math.round(millis.length * OPPORTUNITY * 8 * 1e9 / period);
    }
  }
}
