package org.kamaelia.testbed.sim;

/** CUBIC, RFC 9438, with HyStart++ (RFC 9406) to leave slow start before there is a loss. */
public final class Cubic implements CongestionControl {
  private static final double C = 0.4;
  private static final double BETA = 0.7;

  /** The additive increase that makes it as fast as Reno, RFC 9438, section 4.3. */
  private static final double ALPHA = 3 * (1 - BETA) / (1 + BETA);

  private final HyStart slowStart = new HyStart();
  private long window;
  private long threshold = Long.MAX_VALUE;

  // In segments and seconds, as the RFC has it.
  private double most;
  private double k;
  private double origin;
  private double estimate;
  private double fraction;

  /** When the present curve began; negative for not yet. */
  private long epoch = -1;

  /** For one connection. */
  public Cubic() {}

  @Override
  public String name() {
    return "cubic";
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
      epoch = -1; // the curve is not to run on while nothing is tried
      return;
    }
    if (window >= threshold) {
      avoid(sight, bytes);
      return;
    }
    window = Math.min(threshold, window + bytes / slowStart.divisor());
    if (slowStart.isOver(sight)) {
      threshold = window;
    }
  }

  private void avoid(Sight sight, long bytes) {
    double mss = sight.mss();
    double now = window / mss;
    if (epoch < 0) {
      epoch = sight.now();
      origin = Math.max(most, now);
      k = now < origin ? Math.cbrt((origin - now) / C) : 0;
      estimate = now;
      fraction = 0;
    }
    double acked = bytes / mss;
    double t = (sight.now() - epoch + sight.smoothedRtt()) / 1e9;
    double target = Math.clamp(origin + C * cube(t - k), now, 1.5 * now);
    estimate += (estimate < most ? ALPHA : 1) * acked / now;
    double wanted = Math.max(target, estimate);
    // RFC 9438, 4.4: (target - cwnd) / cwnd for each segment acknowledged.
    fraction += Math.max(0, wanted - now) / now * acked;
    if (fraction >= 1) {
      int whole = (int) fraction;
      fraction -= whole;
      window += (long) (whole * mss);
    }
  }

  private static double cube(double x) {
    return x * x * x;
  }

  @Override
  public void congested(Sight sight) {
    double now = window / (double) sight.mss();
    // Fast convergence, section 4.7.
    most = now < most ? now * (1 + BETA) / 2 : now;
    threshold = Math.max((long) (window * BETA), 2L * sight.mss());
    window = threshold;
    epoch = -1;
  }

  @Override
  public void timedOut(Sight sight) {
    congested(sight);
    window = sight.mss();
  }
}
