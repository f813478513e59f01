package org.kamaelia.testbed.measure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * How many bytes pass, by intervals of time from the first message on. Behind a transport that
 * delivers in order, and counting payload, that is the goodput. When there get to be too many
 * intervals, each two become one, so that a run of any length fits.
 *
 * @param <M> the type of the messages
 */
public final class RateMeter<M> implements Instrument<M> {
  private static final int MOST_INTERVALS = 1 << 14;

  private final ToLongFunction<? super M> size;
  private long interval;
  private long[] bytes = new long[64];
  private int intervals;
  private long begin;
  private long total;
  private long messages;

  /**
   * Makes one.
   *
   * @param size of a message, in bytes
   * @param interval how long an interval is at first, positive
   */
  public RateMeter(ToLongFunction<? super M> size, Duration interval) {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("an interval is positive, not " + interval);
    }
    this.size = size;
    this.interval = interval.toNanos();
  }

  @Override
  public void passes(M message, long nanos) {
    if (messages == 0) {
      begin = nanos;
    }
    while ((nanos - begin) / interval >= MOST_INTERVALS) {
      pair();
    }
    int place = (int) ((nanos - begin) / interval);
    if (place >= bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(place + 1, 2 * bytes.length));
    }
    long count = size.applyAsLong(message);
    intervals = Math.max(intervals, place + 1);
    bytes[place] += count;
    total += count;
    messages++;
  }

  private void pair() {
    for (int i = 0; i < intervals; i++) {
      long count = bytes[i];
      bytes[i] = 0;
      bytes[i / 2] += count;
    }
    intervals = (intervals + 1) / 2;
    interval *= 2;
  }

  /** How long an interval is by now. */
  public Duration interval() {
    return Duration.ofNanos(interval);
  }

  /** The rate in each interval, in bits a second; the last one may not be over. */
  public List<Long> bitsPerSecond() {
    return LongStream.of(bytes)
        .limit(intervals)
        .map(count -> Math.round(count * 8e9 / interval))
        .boxed()
        .toList();
  }

  /** How many bytes passed. */
  public long bytes() {
    return total;
  }

  /** How many messages passed. */
  public long messages() {
    return messages;
  }
}
