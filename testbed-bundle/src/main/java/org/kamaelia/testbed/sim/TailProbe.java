package org.kamaelia.testbed.sim;

/**
 * When to probe for the loss of what was sent last, of which no later one can tell: RFC 8985,
 * section 7. At most one probe is under way.
 */
final class TailProbe {
  /** An acknowledgement that waits for company waits no longer. */
  private static final long DELAYED = 200_000_000;

  /** The shortest tick of a timer that Linux trusts. */
  private static final long TICK = 2_000_000;

  /** When to send a probe. */
  private long at = TcpSender.NEVER;

  /** Where what was sent ended when one was sent; negative for none. */
  private long end = -1;

  /** Whether it was something that had been sent before. */
  private boolean again;

  long deadline() {
    return at;
  }

  /**
   * Something new was sent or acknowledged.
   *
   * @param segments how many are under way; 0 if another way will find out
   */
  void arm(long now, long rtt, int segments, long resendAt) {
    if (end < 0 && rtt > 0 && segments > 0) {
      at = Math.min(resendAt, now + 2 * rtt + (segments == 1 ? DELAYED : TICK));
    } else {
      at = TcpSender.NEVER;
    }
  }

  /** A probe was sent. */
  void sent(long nxt, boolean before) {
    at = TcpSender.NEVER;
    end = nxt;
    again = before;
  }

  /**
   * Looks at an acknowledgement: whether the probe has made up for a loss of which nothing else
   * tells. That is known when there is one for more, and there was none for nothing: that would be
   * of both the probe and what it repeats.
   */
  boolean hasRepaired(long una, boolean nothingNew) {
    if (end < 0 || una < end) {
      return false;
    }
    boolean repaired = again && una > end;
    if (!again || repaired || nothingNew) {
      end = -1;
    }
    return repaired;
  }

  /** There is another way now: a recovery, or the time-out. */
  void clear() {
    at = TcpSender.NEVER;
    end = -1;
  }
}
