package org.kamaelia.lab.experiments;

import java.util.ArrayList;
import java.util.List;

/** When packets of a stream came to a node. */
final class Arrivals {
  private final List<Double> delays = new ArrayList<>();
  private long last = -1;
  private long longest;

  void came(int number, long sent, long now) {
    delays.add((now - sent) / 1e6);
    if (last >= 0) {
      longest = Math.max(longest, now - last);
    }
    last = now;
  }

  /** Milliseconds from the source to here. */
  List<Double> delays() {
    return delays;
  }

  /** The longest time without a packet, in milliseconds. */
  double longestGap() {
    return longest / 1e6;
  }
}
