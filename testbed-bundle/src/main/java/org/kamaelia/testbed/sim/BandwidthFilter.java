package org.kamaelia.testbed.sim;

/** The most that was delivered in the last ten round trips, in bytes a second. */
final class BandwidthFilter {
  private static final int ROUNDS = 10;

  private final long[] rates = new long[ROUNDS];
  private long round;
  private long most;

  void add(long inRound, long rate) {
    if (inRound != round) {
      for (long old = Math.max(round + 1, inRound - ROUNDS + 1); old <= inRound; old++) {
        rates[(int) (old % ROUNDS)] = 0;
      }
      round = inRound;
      most = 0;
      for (long each : rates) {
        most = Math.max(most, each);
      }
    }
    int at = (int) (inRound % ROUNDS);
    rates[at] = Math.max(rates[at], rate);
    most = Math.max(most, rate);
  }

  long most() {
    return most;
  }
}
