package org.kamaelia.axon;

import java.time.Duration;

/**
 * Passes messages on no faster than a rate: at most so many within any period of a given length, as
 * soon as that allows. Its source waits meanwhile.
 *
 * @param <T> the type of its messages
 */
public final class RateLimit<T> extends Component<T, T> {
  /** When the last messages went, by this loop's clock. */
  private final long[] sent;

  private final long period;

  /**
   * Makes a limit.
   *
   * @param messages how many may pass within any period
   * @param period how long that is, positive
   */
  public RateLimit(int messages, Duration period) {
    if (messages < 1 || !period.isPositive()) {
      throw new IllegalArgumentException(
          "a rate is at least 1 message in a positive time, not %s in %s"
              .formatted(messages, period));
    }
    sent = new long[messages];
    this.period = LoopClock.nanos(period);
  }

  @Override
  protected void run() {
    long count = 0;
    for (T message : inbox) {
      int place = (int) (count % sent.length);
      if (count >= sent.length) {
        long early = sent[place] + period - clock().nanoTime();
        if (early > 0) {
          clock().sleep(Duration.ofNanos(early));
        }
      }
      // The time of passing, not of being let in: a full destination delays what follows.
      outbox.send(message);
      sent[place] = clock().nanoTime();
      count++;
    }
  }
}
