package org.kamaelia.axon;

import java.util.function.BooleanSupplier;

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
  private final BooleanSupplier awaited;
  private int looks = LONGEST;

  /**
   * @param loop where one would rest
   * @param awaited whether it has come
   */
  Linger(Loop loop, BooleanSupplier awaited) {
    this.loop = loop;
    this.awaited = awaited;
  }

  /** Looks a moment; false if it is time to rest. */
  boolean paysOff() {
    for (int left = looks; left > 0 && loop.hasNothingElse(); left--) {
      Thread.onSpinWait();
      if (awaited.getAsBoolean()) {
        if (looks != LONGEST) {
          looks = LONGEST; // not written for nothing: another loop may read what lies beside it
        }
        return true;
      }
    }
    looks = Math.max(looks / 2, SHORTEST);
    return false;
  }
}
