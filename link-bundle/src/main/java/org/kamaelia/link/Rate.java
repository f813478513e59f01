package org.kamaelia.link;

import java.time.Duration;
import java.util.Arrays;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How fast a link sends packets into its wire, one after another. Immutable, for any number of
 * links; each link begins a {@link Sender} of its own.
 */
@ConsumerType
@FunctionalInterface
public interface Rate {
  /** The time of what never happens. */
  long NEVER = Long.MAX_VALUE;

  /** Packets take no time to send, so none waits. */
  Rate UNLIMITED = () -> Rates.UNLIMITED;

  /** Sends the packets of one link. Times are nanoseconds of the link's timeline. */
  @ConsumerType
  interface Sender {
    /** When the next packet could be begun, not before now; {@link #NEVER} as things are. */
    long ready(long now);

    /**
     * Sends the next packet: when its last bit is out.
     *
     * @param start what {@link #ready} said, and not before the packet ahead was out
     * @param bytes the packet's length
     */
    long finish(long start, int bytes);

    /**
     * Bits per second at a time, on average if the sender goes by leaps; {@link Long#MAX_VALUE} if
     * there is no limit. Queues that are limited by time ask for it.
     */
    long bitsPerSecond(long now);
  }

  /** Begins. */
  Sender begin();

  /**
   * The same all the time: a packet takes length * 8 / rate, and what that is short of a whole
   * nanosecond is carried to the packet behind it, so no rounding adds up.
   *
   * @param bitsPerSecond more than 0
   */
  static Rate constant(long bitsPerSecond) {
    if (bitsPerSecond <= 0) {
      throw new IllegalArgumentException("a rate of " + bitsPerSecond + " bit/s");
    }
    return steps(new Step(Duration.ZERO, bitsPerSecond));
  }

  /**
   * Changes at certain times, also while a packet is being sent. The last step holds for ever.
   *
   * @param steps by time; the first is for 0
   */
  static Rate steps(Step... steps) {
    return new RateSteps(Arrays.asList(steps), Duration.ZERO);
  }

  /**
   * Changes at certain times, and begins anew after a period.
   *
   * @param period longer than the time of the last step
   * @param steps by time; the first is for 0
   */
  static Rate repeating(Duration period, Step... steps) {
    if (period.isZero()) {
      throw new IllegalArgumentException("a period of nothing");
    }
    return new RateSteps(Arrays.asList(steps), period);
  }

  /**
   * A rate from a time on.
   *
   * @param at since the beginning of the run, or of the period
   * @param bitsPerSecond 0 for a link that stalls
   */
  record Step(Duration at, long bitsPerSecond) {
    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Step {
      if (at.isNegative() || bitsPerSecond < 0) {
        throw new IllegalArgumentException("a rate of " + bitsPerSecond + " bit/s at " + at);
      }
    }
  }
}
