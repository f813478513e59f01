package org.kamaelia.testbed.media;

/**
 * Within what a flow's rate is kept.
 *
 * @param least the lowest rate in bits a second, at which it starts as well
 * @param most the highest
 * @param priority how much of a shared path it wants against others: twice that of another one,
 *     twice as much; 1 for all alike
 */
public record RateRange(long least, long most, double priority) {
  /** That of RFC 8867, section 4.3, for video: 150 kbit/s to 1.5 Mbit/s. */
  public static final RateRange VIDEO = new RateRange(150_000, 1_500_000, 1);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if they are not positive and in order
   */
  public RateRange {
    if (least < 1 || most < least || !(priority > 0)) {
      throw new IllegalArgumentException(
          "rates from %s to %s with a priority of %s".formatted(least, most, priority));
    }
  }

  /** A rate, kept within. */
  double clamp(double rate) {
    return Math.clamp(rate, (double) least, (double) most);
  }
}
