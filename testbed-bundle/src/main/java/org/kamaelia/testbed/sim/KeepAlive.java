package org.kamaelia.testbed.sim;

/** When a connection on which nothing is said is asked whether it is there: RFC 9293, 3.8.4. */
final class KeepAlive {
  private static final long IDLE = 7_200_000_000_000L;
  private static final long EVERY = 75_000_000_000L;
  private static final int PROBES = 9;

  private boolean on;
  private long heardAt;
  private int probes;

  void turn(boolean to) {
    on = to;
  }

  /** The peer has said something. */
  void heard(long at) {
    heardAt = at;
    probes = 0;
  }

  /** When to ask next; {@link Long#MAX_VALUE} for never. */
  long deadline() {
    return on ? heardAt + IDLE + probes * EVERY : TcpSender.NEVER;
  }

  /** It is time to ask; false if it was asked often enough. */
  boolean asks() {
    return ++probes <= PROBES;
  }
}
