package org.kamaelia.link;

/** A number from 0 to 1. */
final class Probability {
  private Probability() {}

  /**
   * The same number.
   *
   * @throws IllegalArgumentException if it is no probability
   */
  static double check(String of, double value) {
    if (value >= 0 && value <= 1) {
      return value;
    }
    throw new IllegalArgumentException(of + " is a probability, 0 to 1, not " + value);
  }
}
