package org.kamaelia.websocket.internal;

/** Whether a peer that is silent is there: it is asked by a ping (RFC 6455, 5.5.2). */
final class Liveness {
  static final long NEVER = Long.MAX_VALUE;

  private final long interval;
  private final long timeout;
  private long heardAt;
  private long answerBy = NEVER;
  private boolean due;

  Liveness(Limits limits, long now) {
    interval = limits.ping().toNanos();
    timeout = limits.pong().toNanos();
    heardAt = now;
  }

  /** Something came: whatever it is, it says that the peer is there. */
  void heard(long now) {
    heardAt = now;
    answerBy = NEVER;
    due = false;
  }

  /** Looks at the time; false if the peer has not answered in its own. */
  boolean look(long now) {
    if (interval > 0 && answerBy == NEVER && now - heardAt >= interval) {
      due = true;
    }
    return now < answerBy;
  }

  /** Whether a ping is to be sent now; it is taken to be. */
  boolean asks(long now) {
    if (!due) {
      return false;
    }
    due = false;
    answerBy = now + timeout;
    return true;
  }

  /** When to look again. */
  long next() {
    if (interval == 0 || due) {
      return NEVER;
    }
    return answerBy == NEVER ? heardAt + interval : answerBy;
  }
}
