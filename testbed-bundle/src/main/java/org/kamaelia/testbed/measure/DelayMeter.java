package org.kamaelia.testbed.measure;

import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * How long messages were on their way, RFC 7679: from when they say they were sent, by the same
 * clock. To three digits.
 *
 * @param <M> the type of the messages
 */
public final class DelayMeter<M> implements Instrument<M> {
  private final ToLongFunction<? super M> sent;
  private final Histogram delays = new Histogram(3);

  /**
   * Makes one.
   *
   * @param sent when a message was sent, in nanoseconds by the clock that this measures by
   */
  public DelayMeter(ToLongFunction<? super M> sent) {
    this.sent = sent;
  }

  /**
   * Looks at a message.
   *
   * @throws IllegalArgumentException if it was sent later than it came
   */
  @Override
  public void passes(M message, long nanos) {
    long delay = nanos - sent.applyAsLong(message);
    if (delay < 0) {
      throw new IllegalArgumentException(
          "was sent %,d ns after it came: are these times of one clock?".formatted(-delay));
    }
    delays.recordValue(delay);
  }

  /** What it has measured so far. */
  public Delays delays() {
    return Delays.of(delays);
  }
}
