package org.kamaelia.testbed.media;

import java.util.ArrayDeque;

/**
 * NADA, network-assisted dynamic adaptation, RFC 8698, all computed at the sender (section 6.4)
 * from reports on single packets: delay, loss and marks of congestion become one signal, in
 * milliseconds, by which the rate is moved. The names are the RFC's, section 4.1, and so are the
 * parameters. The base delay does not expire (section 5.1.1 has it do so after tens of minutes).
 */
public final class Nada implements RateControl {
  private static final double XREF = 10;
  private static final double KAPPA = 0.5;
  private static final double ETA = 2.0;
  private static final double TAU = 500;
  private static final double DELTA = 100;
  private static final long LOGWIN = 500_000_000;
  private static final double QEPS = 10;
  private static final double DFILT = 120;
  private static final double GAMMA_MAX = 0.5;
  private static final double QBOUND = 50;
  private static final double MULTILOSS = 7.0;
  private static final double QTH = 50;
  private static final double LAMBDA = 0.5;
  private static final double PLRREF = 0.01;
  private static final double PMRREF = 0.01;
  private static final double DLOSS = 10;
  private static final double DMARK = 2;
  private static final int FPS = 30;
  private static final double BETA_S = 0.1;
  private static final double BETA_V = 0.1;
  private static final double ALPHA = 0.1;

  /**
   * The signal at most, which the RFC does not have, but its authors' own implementation for ns-3.
   * Equation 7 takes the rate down by what the signal grows and up again by what it falls. What
   * does not count on the way down, as the rate is at its least, would count on the way up: after a
   * burst of loss, with a signal of seconds, the rate would leap to where the loss came from.
   */
  private static final double XMAX = 500;

  /** Of how many packets the least delay counts, section 5.1.1. */
  private static final int FILTER = 15;

  private final NadaWindow window = new NadaWindow(LOGWIN);
  private final LossIntervals losses = new LossIntervals();
  private final ArrayDeque<Long> delays = new ArrayDeque<>(FILTER);
  private RateRange range = RateRange.VIDEO;
  private double rref;
  private double xcurr;
  private double xprev;
  private double ploss;
  private double pmark;
  private long dbase = Long.MAX_VALUE;
  private long lastArrival;
  private long lastReport;

  /** Makes one. */
  public Nada() {}

  @Override
  public String name() {
    return "nada";
  }

  @Override
  public void begin(RateRange flowRange, long now) {
    range = flowRange;
    rref = range.least();
    lastReport = now;
  }

  @Override
  public void feedback(Feedback feedback) {
    for (Feedback.Packet packet : feedback.packets()) {
      if (packet.isLost()) {
        losses.lost(packet.sent(), feedback.roundTrip());
        window.lost(lastArrival);
      } else {
        received(packet);
      }
    }
    window.moveTo(feedback.reported());
    ploss = ALPHA * window.lossRatio() + (1 - ALPHA) * ploss;
    pmark = ALPHA * window.markRatio() + (1 - ALPHA) * pmark;
    if (delays.isEmpty()) {
      return; // nothing has come yet, so nothing is known of the delay
    }
    xcurr = Math.min(XMAX, signal(warped(queueing()), pmark, ploss));
    if (window.hasLoss() || window.hasDelay()) {
      double delta = (feedback.now() - lastReport) / 1e6;
      rref = updated(rref, range, xcurr, xprev, delta);
    } else {
      rref = Math.max(rref, (1 + gamma(feedback.roundTrip() / 1e6)) * window.rate());
    }
    rref = range.clamp(rref);
    xprev = xcurr;
    lastReport = feedback.now();
  }

  private void received(Feedback.Packet packet) {
    losses.received();
    long forward = packet.arrived() - packet.sent();
    dbase = Math.min(dbase, forward);
    if (delays.size() == FILTER) {
      delays.removeFirst();
    }
    delays.add(forward);
    lastArrival = packet.arrived();
    boolean delayed = forward - dbase >= QEPS * 1e6;
    window.received(packet.arrived(), packet.bytes(), packet.marked(), delayed);
  }

  /** The queueing delay in milliseconds, d_queue. */
  private double queueing() {
    long least = Long.MAX_VALUE;
    for (long delay : delays) {
      least = Math.min(least, delay);
    }
    return (least - dbase) / 1e6;
  }

  /** After a loss long delays count less, until it expires; then more and more again. */
  private double warped(double queueing) {
    if (losses.isNone()) {
      return queueing;
    }
    double interval = losses.mean();
    double expired = (losses.current() - MULTILOSS * interval) / interval;
    double part = Math.clamp(expired, 0, 1);
    return part * queueing + (1 - part) * warp(queueing);
  }

  /** Equation 1. */
  static double warp(double queueing) {
    return queueing < QTH ? queueing : QTH * Math.exp(-LAMBDA * (queueing - QTH) / QTH);
  }

  /** Equation 2. */
  static double signal(double delay, double marks, double loss) {
    double marked = marks / PMRREF;
    double lost = loss / PLRREF;
    return delay + DMARK * marked * marked + DLOSS * lost * lost;
  }

  /** Equation 3; the round trip in milliseconds. */
  static double gamma(double roundTrip) {
    return Math.min(GAMMA_MAX, QBOUND / (roundTrip + DELTA + DFILT));
  }

  /** Equations 5 to 7; delta in milliseconds. */
  static double updated(double rate, RateRange range, double x, double before, double delta) {
    double offset = x - range.priority() * XREF * range.most() / rate;
    double change = x - before;
    return rate
        - KAPPA * (delta / TAU) * (offset / TAU) * rate
        - KAPPA * ETA * (change / TAU) * rate;
  }

  /** Equations 11 and 13. */
  @Override
  public long encoderRate(int buffered) {
    double less = Math.min(0.05 * rref, BETA_V * 8 * buffered * FPS);
    return Math.round(Math.max((double) range.least(), rref - less));
  }

  /** Equations 12 and 14. */
  @Override
  public long sendingRate(int buffered) {
    double more = Math.min(0.05 * rref, BETA_S * 8 * buffered * FPS);
    return Math.round(Math.min((double) range.most(), rref + more));
  }

  /** The aggregate congestion signal in milliseconds, x_curr. */
  double signal() {
    return xcurr;
  }
}
