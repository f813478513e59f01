package org.kamaelia.link;

import java.util.BitSet;
import java.util.random.RandomGenerator;

/** The models that {@link Loss} makes. */
final class Losses {
  private Losses() {}

  record Bernoulli(double probability) implements Loss {
    @Override
    public Pattern begin(RandomGenerator random) {
      return probability == 0
          ? (packet, now) -> false
          : (packet, now) -> random.nextDouble() < probability;
    }
  }

  /** Never changed. */
  record Listed(BitSet lost, int period) implements Loss {
    @Override
    public Pattern begin(RandomGenerator random) {
      return new Pattern() {
        private int next;

        @Override
        public boolean loses(Packet packet, long now) {
          boolean is = lost.get(next);
          next = next == period - 1 ? 0 : next + 1;
          return is;
        }
      };
    }
  }
}
