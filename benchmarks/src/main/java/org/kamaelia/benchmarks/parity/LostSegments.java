package org.kamaelia.benchmarks.parity;

/**
 * Which full segments are lost, one after the other: a generator that peers/ns3/parity.cc has as
 * well (xorshift64*), so that all have the same losses.
 */
final class LostSegments {
  private final double probability;
  private long state;

  LostSegments(double probability, long seed) {
    this.probability = probability;
    state = seed * 0x9e3779b97f4a7c15L + 1;
  }

  boolean next() {
    state ^= state >>> 12;
    state ^= state << 25;
    state ^= state >>> 27;
    return ((state * 0x2545f4914f6cdd1dL) >>> 11) * 0x1p-53 < probability;
  }
}
