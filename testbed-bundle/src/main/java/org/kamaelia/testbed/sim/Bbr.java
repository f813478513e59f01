package org.kamaelia.testbed.sim;

/**
 * BBR, version 1, as Linux has it (draft-cardwell-iccrg-bbr-congestion-control-00): it paces at the
 * bandwidth that it measures, and has twice what the path holds on its way at most. A loss changes
 * the window for one round trip only. What Linux does against policers and for acknowledgements
 * that come in bunches is left out.
 */
public final class Bbr implements CongestionControl {
  /** 2 / ln 2: the least that doubles what is delivered each round trip. */
  private static final double HIGH = 2.885;

  /** In turn, a round trip each: looks for more, takes away the queue that this made, goes on. */
  private static final double[] GAINS = {1.25, 0.75, 1, 1, 1, 1, 1, 1};

  /** Below the bandwidth, so that no queue grows by an estimate that is a little too high. */
  private static final double MARGIN = 0.99;

  private static final double WINDOW = 2;
  private static final double FULL = 1.25;
  private static final int FULL_ROUNDS = 3;
  private static final int LEAST_SEGMENTS = 4;

  /** What is sent and what is acknowledged in one go, three times. In segments. */
  private static final int BUNCHES = 6;

  private static final long MIN_RTT_HOLDS = 10_000_000_000L;
  private static final long PROBE_RTT_LASTS = 200_000_000;
  private static final long FIRST_RTT = 1_000_000;

  /** What it is about. */
  enum Phase {
    /** Doubles its rate until the bandwidth grows no more. */
    STARTUP,
    /** Lets the queue become empty that this has made. */
    DRAIN,
    /** Keeps to the bandwidth, and looks for more now and then. */
    PROBE_BANDWIDTH,
    /** Has next to nothing on its way, to see how short a round trip is. */
    PROBE_RTT
  }

  private Phase phase = Phase.STARTUP;
  private final BandwidthFilter bandwidth = new BandwidthFilter();
  private long minRtt = Long.MAX_VALUE;
  private long minRttAt;
  private long window;
  private long pacing;

  private long round;
  private long roundEnds;
  private boolean roundBegins;

  private long fullBandwidth;
  private int fullRounds;

  private int turn;
  private long turnAt;
  private boolean lossInTurn;

  /** The window to come back to; 0 for none. */
  private long former;

  /** For the round after a loss, as much is sent as arrives. */
  private boolean conserves;

  /** When enough was seen of the path without a queue; 0 until it has none. */
  private long probedAt;

  private boolean probedRound;

  /** Four segments, in bytes. */
  private long least = Long.MAX_VALUE;

  /** For one connection. */
  public Bbr() {}

  @Override
  public String name() {
    return "bbr";
  }

  Phase phase() {
    return phase;
  }

  /** In bytes a second. */
  long bandwidth() {
    return bandwidth.most();
  }

  /** In nanoseconds. */
  long shortest() {
    return minRtt;
  }

  @Override
  public void begin(Sight sight, long initialWindow) {
    window = initialWindow;
    long rtt = sight.smoothedRtt() == 0 ? FIRST_RTT : sight.smoothedRtt();
    pacing = (long) (HIGH * initialWindow * 1e9 / rtt);
    minRttAt = sight.now();
  }

  @Override
  public long window() {
    return phase == Phase.PROBE_RTT ? Math.min(window, least) : window;
  }

  @Override
  public long threshold() {
    return Long.MAX_VALUE;
  }

  @Override
  public long pacing() {
    return pacing;
  }

  @Override
  public boolean recovers() {
    return true;
  }

  @Override
  public void acknowledged(Sight sight, long bytes) {
    least = (long) LEAST_SEGMENTS * sight.mss();
    rounds(sight);
    if (sight.deliveryRate() > 0
        && (!sight.isStarved() || sight.deliveryRate() >= bandwidth.most())) {
      bandwidth.add(round, sight.deliveryRate());
    }
    turns(sight);
    fills(sight);
    drains(sight);
    minRtt(sight);
    pace();
    window(sight, bytes);
  }

  private void rounds(Sight sight) {
    roundBegins = sight.deliveredBefore() >= roundEnds;
    if (roundBegins) {
      round++;
      roundEnds = sight.delivered();
      if (conserves) {
        conserves = false;
        restore();
      }
    }
  }

  private void restore() {
    window = Math.max(window, former);
    former = 0;
  }

  /** Takes turns in probing for bandwidth. */
  private void turns(Sight sight) {
    if (phase != Phase.PROBE_BANDWIDTH) {
      return;
    }
    boolean lasted = sight.now() - turnAt > minRtt;
    double gain = GAINS[turn];
    boolean over = lasted;
    if (gain > 1) {
      over = lasted && (lossInTurn || sight.inFlight() >= target(sight, gain));
    } else if (gain < 1) {
      over = lasted || sight.inFlight() <= target(sight, 1);
    }
    if (over) {
      turn = (turn + 1) % GAINS.length;
      turnAt = sight.now();
      lossInTurn = false;
    }
  }

  /** Whether the path is full: then its bandwidth grows no more. */
  private void fills(Sight sight) {
    if (isFull() || !roundBegins || sight.isStarved()) {
      return;
    }
    if (bandwidth.most() >= fullBandwidth * FULL) {
      fullBandwidth = bandwidth.most();
      fullRounds = 0;
    } else {
      fullRounds++;
    }
  }

  private boolean isFull() {
    return fullRounds >= FULL_ROUNDS;
  }

  private void drains(Sight sight) {
    if (phase == Phase.STARTUP && isFull()) {
      phase = Phase.DRAIN;
    }
    if (phase == Phase.DRAIN && sight.inFlight() <= target(sight, 1)) {
      probeBandwidth(sight);
    }
  }

  /** Begins at any turn but the one that takes away, so that flows do not all do the same. */
  private void probeBandwidth(Sight sight) {
    phase = Phase.PROBE_BANDWIDTH;
    int from = (int) (sight.now() / 1000 % (GAINS.length - 1));
    turn = from == 0 ? 0 : from + 1;
    turnAt = sight.now();
    lossInTurn = false;
  }

  private void minRtt(Sight sight) {
    boolean expired = sight.now() > minRttAt + MIN_RTT_HOLDS;
    if (sight.rtt() >= 0 && (sight.rtt() <= minRtt || expired)) {
      minRtt = Math.max(1, sight.rtt());
      minRttAt = sight.now();
    }
    if (expired && phase != Phase.PROBE_RTT) {
      phase = Phase.PROBE_RTT;
      former = Math.max(former, window);
      probedAt = 0;
    }
    if (phase != Phase.PROBE_RTT) {
      return;
    }
    if (probedAt == 0) {
      if (sight.inFlight() <= least) {
        probedAt = sight.now() + PROBE_RTT_LASTS;
        probedRound = false;
        roundEnds = sight.delivered();
      }
    } else {
      probedRound |= roundBegins;
      if (probedRound && sight.now() > probedAt) {
        minRttAt = sight.now();
        restore();
        if (isFull()) {
          probeBandwidth(sight);
        } else {
          phase = Phase.STARTUP;
        }
      }
    }
  }

  private void pace() {
    double gain =
        switch (phase) {
          case STARTUP -> HIGH;
          case DRAIN -> 1 / HIGH;
          case PROBE_BANDWIDTH -> GAINS[turn];
          case PROBE_RTT -> 1;
        };
    long rate = (long) (gain * MARGIN * bandwidth.most());
    // Until the path is full, a sample that is too small is no reason to be slower.
    if (rate > 0 && (isFull() || rate > pacing)) {
      pacing = rate;
    }
  }

  private void window(Sight sight, long bytes) {
    if (conserves) {
      window = Math.max(window, sight.inFlight() + bytes);
      return;
    }
    boolean starts = phase == Phase.STARTUP || phase == Phase.DRAIN;
    long target = target(sight, starts ? HIGH : WINDOW);
    if (isFull()) {
      window = Math.min(window + bytes, target);
    } else if (window < target || bandwidth.most() == 0) {
      window += bytes;
    }
    window = Math.max(window, least);
  }

  /** So many times what the path holds, and what is under way in bunches. In bytes. */
  private long target(Sight sight, double gain) {
    if (minRtt == Long.MAX_VALUE) {
      return window;
    }
    return (long) (gain * bandwidth.most() * minRtt / 1e9) + (long) BUNCHES * sight.mss();
  }

  @Override
  public void congested(Sight sight) {
    lossInTurn = true;
    former = Math.max(former, window);
    conserves = true;
    roundEnds = sight.delivered();
    window = sight.inFlight() + sight.mss();
  }

  @Override
  public void timedOut(Sight sight) {
    congested(sight);
    fullBandwidth = 0;
    window = sight.mss();
  }
}
