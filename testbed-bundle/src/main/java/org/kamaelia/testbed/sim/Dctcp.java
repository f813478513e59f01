package org.kamaelia.testbed.sim;

/**
 * RFC 8257: a segment more each round trip, and less by half the share of what was marked, once in
 * a round trip; half after a loss, as {@link Reno}. It is for queues that mark early, such as that
 * of L4S in {@link org.kamaelia.link.DualPi2}, and has its segments say ECT(1), RFC 9331, where
 * data centres have ECT(0).
 */
public final class Dctcp implements CongestionControl {
  /** g, the weight of a round trip in the share. */
  private static final double GAIN = 1 / 16.0;

  private long window;
  private long threshold = Long.MAX_VALUE;

  /** alpha, the share of what is marked. */
  private double share = 1;

  /** Bytes towards the next growth. */
  private long credit;

  /** Of this round trip. */
  private long acknowledged;

  private long marked;
  private boolean reduced;
  private long roundEnds;

  /** Of the present acknowledgement. */
  private long markedNow;

  /** For one connection. */
  public Dctcp() {}

  @Override
  public String name() {
    return "dctcp";
  }

  @Override
  public boolean isScalable() {
    return true;
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
  public void marked(Sight sight, long bytes) {
    marked += bytes;
    markedNow = bytes;
    if (!reduced) {
      reduced = true;
      reduce(sight, share / 2);
    }
  }

  @Override
  public void acknowledged(Sight sight, long bytes) {
    acknowledged += bytes;
    if (sight.deliveredBefore() >= roundEnds) {
      roundEnds = sight.delivered();
      share += GAIN * (Math.min(1, (double) marked / acknowledged) - share);
      acknowledged = 0;
      marked = 0;
      reduced = false;
    }
    long good = Math.max(0, bytes - markedNow);
    markedNow = 0;
    if (sight.isLimited()) {
      grow(sight, good);
    }
  }

  private void grow(Sight sight, long bytes) {
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

  private void reduce(Sight sight, double by) {
    threshold = Math.max(Math.round(window * (1 - by)), 2L * sight.mss());
    window = threshold;
    credit = 0;
  }

  @Override
  public void congested(Sight sight) {
    reduce(sight, 0.5);
  }

  @Override
  public void timedOut(Sight sight) {
    congested(sight);
    window = sight.mss();
  }
}
