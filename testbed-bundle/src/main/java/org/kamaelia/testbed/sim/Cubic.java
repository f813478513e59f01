package org.kamaelia.testbed.sim;

/**
 * CUBIC, RFC 9438, as Linux has it: in whole segments, ahead by the least round-trip time, and as
 * fast as Reno at least; with HyStart++ (RFC 9406) to leave slow start before there is a loss.
 */
public final class Cubic implements CongestionControl {
  private static final double C = 0.4;
  private static final double BETA = 717 / 1024.0;

  /**
   * So many segments, for each in the window, let Reno's window grow by one that shrinks by BETA.
   */
  private static final double RENO = (1 + BETA) / (3 * (1 - BETA));

  /** So many acknowledged ones, for each in the window, where the curve does not rise. */
  private static final int HARDLY = 100;

  /** At least one more for so many, before there was a loss. */
  private static final int UNTRIED = 20;

  /** A window that does not change is looked at after so many nanoseconds: a 32nd of a second. */
  private static final long LOOKS = 31_250_000;

  /** At most one more for so many. */
  private static final int FASTEST = 2;

  private HyStart slowStart = new HyStart();
  private long window;
  private long threshold = Long.MAX_VALUE;

  // In segments and seconds, as the RFC has it.
  private double most;
  private double k;
  private double origin;

  /** The window that Reno would have, and the segments towards its next growth. */
  private double reno;

  private double renoCredit;

  /** How many are to be acknowledged before the window grows by one, as of the latest look. */
  private double every = FASTEST;

  private long lookedWindow;
  private long lookedAt;

  /** The segments towards the next growth. */
  private double credit;

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
    long left = bytes;
    if (window < threshold) {
      long grown = Math.min(threshold, window + bytes / slowStart.divisor());
      left -= grown - window;
      window = grown;
      if (slowStart.isOver(sight)) {
        threshold = window;
      }
      if (window < threshold) {
        return;
      }
    }
    avoid(sight, left);
  }

  private void avoid(Sight sight, long bytes) {
    double acked = bytes / (double) sight.mss();
    renoCredit += acked;
    if (window != lookedWindow || sight.now() - lookedAt > LOOKS) {
      lookedWindow = window;
      lookedAt = sight.now();
      look(sight, acked);
    }
    grow(sight, acked);
  }

  /** Says how fast the window is to grow; as long as it does not, not all the time. */
  private void look(Sight sight, double acked) {
    double now = Math.floorDiv(window, sight.mss());
    if (epoch < 0) {
      epoch = sight.now();
      origin = Math.max(most, now);
      k = Math.cbrt((origin - now) / C);
      reno = now;
      renoCredit = acked;
    }
    double t = (sight.now() - epoch + sight.minRtt()) / 1e9;
    every = every(now, origin + C * cube(t - k), HARDLY * now);
    if (most == 0) {
      every = Math.min(every, UNTRIED);
    }
    double grown = Math.floor(renoCredit / (RENO * now));
    renoCredit -= grown * RENO * now;
    reno += grown;
    every = Math.max(FASTEST, every(now, reno, every));
  }

  /** How many are to be acknowledged before the window grows by one, to be there in a round. */
  private static double every(double now, double target, double otherwise) {
    return target > now ? Math.min(otherwise, now / (target - now)) : otherwise;
  }

  private void grow(Sight sight, double acked) {
    if (credit >= every) {
      credit = 0; // it was saved while the window was to grow slowly
      window += sight.mss();
    }
    credit += acked;
    double whole = Math.floor(credit / every);
    credit -= whole * every;
    window += (long) (whole * sight.mss());
  }

  private static double cube(double x) {
    return x * x * x;
  }

  @Override
  public void congested(Sight sight) {
    long now = window / sight.mss();
    // Fast convergence, section 4.7.
    most = now < most ? now * (1 + BETA) / 2 : now;
    threshold = Math.max((long) (now * BETA), 2) * sight.mss();
    window = threshold;
    credit = 0;
    epoch = -1;
  }

  @Override
  public void timedOut(Sight sight) {
    congested(sight);
    most = 0;
    slowStart = new HyStart();
    window = sight.mss();
  }
}
