package org.kamaelia.axon;

/**
 * How long to look for what another loop is about to do before one rests: to rest and be told costs
 * more than a microsecond, on both sides. For as long as that has paid off lately, and only while
 * the loop has nothing else to do.
 */
final class Linger {
  /** Some three microseconds. */
  private static final int LONGEST = 1 << 7;

  private static final int SHORTEST = 1 << 2;

  private final Loop loop;
  private int looks = LONGEST;
  private int left;

  Linger(Loop loop) {
    this.loop = loop;
  }

  void begin() {
    left = looks;
  }

  /** Waits a moment; false if it is time to rest. */
  boolean goesOn() {
    if (left-- > 0 && loop.hasNothingElse()) {
      Thread.onSpinWait();
      return true;
    }
    looks = Math.max(looks / 2, SHORTEST);
    return false;
  }

  /** What was looked for has come. */
  void paidOff() {
    looks = LONGEST;
  }
}
