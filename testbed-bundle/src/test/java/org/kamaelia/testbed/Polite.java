package org.kamaelia.testbed;

import org.kamaelia.testbed.sim.CongestionControl;

/**
 * The congestion control of docs/simulation.md: three segments wait on the way, as TCP Vegas has
 * it.
 */
final class Polite implements CongestionControl {
  private static final int WAITING = 3;

  private long window;
  private long threshold = Long.MAX_VALUE;
  private long roundEnds;

  @Override
  public String name() {
    return "polite";
  }

  @Override
  public void begin(Sight sight, long initialWindow) {
    window = initialWindow;
  }

  @Override
  public long window() {
    return window;
  }

  @Override
  public long threshold() {
    return threshold;
  }

  @Override
  public void acknowledged(Sight sight, long bytes) {
    if (window < threshold) {
      window += bytes;
    }
    if (sight.deliveredBefore() < roundEnds) {
      return; // once in a round trip
    }
    roundEnds = sight.delivered();
    long path = window * sight.minRtt() / sight.smoothedRtt();
    if (window - path > WAITING * sight.mss()) {
      window = Math.max(window - sight.mss(), 2 * sight.mss());
      threshold = window;
    } else if (window >= threshold) {
      window += sight.mss();
    }
  }

  @Override
  public void congested(Sight sight) {
    threshold = Math.max(window / 2, 2 * sight.mss());
    window = threshold;
  }

  @Override
  public void timedOut(Sight sight) {
    congested(sight);
    window = sight.mss();
  }
}
