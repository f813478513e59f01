package org.kamaelia.testbed.sim;

/** RFC 5681: a segment more each round trip, and half after a loss. */
public final class Reno implements CongestionControl {
  private long window;
  private long threshold = Long.MAX_VALUE;

  /** Bytes towards the next growth. */
  private long credit;

  /** For one connection. */
  public Reno() {}

  @Override
  public String name() {
    return "reno";
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
    if (!sight.isLimited()) {
      return; // RFC 7661: what was not used says nothing
    }
    long left = bytes;
    if (window < threshold) {
      long grown = Math.min(threshold, window + left);
      left -= grown - window;
      window = grown;
    }
    credit += left;
    if (credit >= window) {
      credit -= window;
      window += sight.mss();
    }
  }

  @Override
  public void congested(Sight sight) {
    // In whole segments, as Linux counts: half of nine is four.
    long mss = sight.mss();
    threshold = Math.max(window / mss / 2, 2) * mss;
    window = threshold;
    credit = 0;
  }

  @Override
  public void timedOut(Sight sight) {
    congested(sight);
    window = sight.mss();
  }
}
