package org.kamaelia.net.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Rejection;

/**
 * When a connection has been idle, slow or alive for too long. A message costs a few plain writes:
 * its one timer is set for the earliest time at which something may be wrong, and then it is looked
 * whether it is. All times are the loop's nanoseconds, all counts since the beginning.
 */
final class Deadlines {
  /** Later than any time. */
  static final long NEVER = Long.MAX_VALUE;

  private static final double SECOND = 1e9;

  // The limits: NEVER, or a rate of 0, for none.
  private long idle = NEVER;
  private long stall = NEVER;
  private long lifetime = NEVER;
  private int minRate;
  private long window;

  private final long opened;

  /** By when the conversation must begin, until it has. */
  private long begin;

  /** When the connection ends whatever happens: it lingers. */
  private long last = NEVER;

  private boolean aged;

  /** When a byte was last received or sent. */
  private long moved;

  /** Since when the peer has been sending without an answer; NEVER if it has not. */
  private long sending = NEVER;

  private long receivedBefore;

  /** What it sent came too slowly. */
  private boolean slow;

  /** Since when more waits than the peer takes; NEVER if none does. */
  private long owing = NEVER;

  private long sentBefore;

  /** When the peer last took some of it. */
  private long took;

  Deadlines(long now, ListenerSpec spec) {
    opened = now;
    moved = now;
    begin = now + spec.get(ListenerSettings.HANDSHAKE_TIMEOUT).toNanos();
    limits(spec);
  }

  /** Takes the limits that have changed. */
  void limits(ListenerSpec spec) {
    idle = orNever(spec.get(ListenerSettings.IDLE_TIMEOUT));
    stall = orNever(spec.get(ListenerSettings.STALL_TIMEOUT));
    lifetime = orNever(spec.get(ListenerSettings.LIFETIME));
    minRate = spec.get(ListenerSettings.MIN_RATE);
    window = spec.get(ListenerSettings.MIN_RATE_WINDOW).toNanos();
    if (minRate == 0) {
      sending = NEVER;
    }
  }

  long opened() {
    return opened;
  }

  long moved() {
    return moved;
  }

  // What happens.

  /** The conversation begins: what precedes it is over. */
  void begun(long now) {
    moved = now;
    begin = NEVER;
  }

  /**
   * Bytes came.
   *
   * @param received how many so far, with these
   */
  void received(long now, long received, int count) {
    moved = now;
    if (minRate == 0) {
      return;
    }
    if (sending == NEVER) {
      sending = now;
      receivedBefore = received - count;
    } else if (now - sending >= window) {
      slow = isSlow(received - receivedBefore, now - sending);
      sending = now;
      receivedBefore = received;
    }
  }

  /** No more is read for now: from here on it is not the peer that is slow. */
  void paused() {
    sending = NEVER;
  }

  /**
   * Bytes were written.
   *
   * @param sent how many so far, with these
   * @param blocked whether more would have been written
   */
  void sent(long now, long sent, int count, boolean blocked) {
    if (count > 0) {
      moved = now;
      took = now;
      sending = NEVER;
    }
    if (!blocked) {
      owing = NEVER;
    } else if (owing == NEVER) {
      owing = now;
      took = now;
      sentBefore = sent;
    }
  }

  /** All has been said: the connection is kept for so long, whatever happens. */
  void linger(long now, Duration delay) {
    last = Math.min(last, now + delay.toNanos());
  }

  /** Whether that time is over. */
  boolean isLast(long now) {
    return now >= last;
  }

  /** When a peer for which something waits last took some of it. */
  long took() {
    return took;
  }

  // What follows.

  /** When to look next. */
  long next() {
    if (last != NEVER) {
      return last;
    }
    long next = Math.min(begin, after(moved, idle));
    if (!aged) {
      next = Math.min(next, after(opened, lifetime));
    }
    if (owing != NEVER) {
      next = Math.min(next, Math.min(after(took, stall), minRate > 0 ? owing + window : NEVER));
    }
    return next;
  }

  /** Whether the peer was too slow in what it sent last: known at once, without the timer. */
  boolean isSlow() {
    return slow;
  }

  /**
   * Looks whether something is wrong.
   *
   * @return what, or null; a lifetime that is over is told once
   */
  @Nullable Rejection look(long now, long sent) {
    if (now >= begin) {
      return Rejection.HANDSHAKE_TIMEOUT;
    }
    if (now >= after(moved, idle)) {
      return Rejection.IDLE;
    }
    if (owing != NEVER) {
      if (now >= after(took, stall)) {
        return Rejection.STALLED;
      }
      if (minRate > 0 && now - owing >= window) {
        if (isSlow(sent - sentBefore, now - owing)) {
          return Rejection.TOO_SLOW;
        }
        owing = now;
        sentBefore = sent;
      }
    }
    if (!aged && now >= after(opened, lifetime)) {
      aged = true;
      return Rejection.LIFETIME;
    }
    return null;
  }

  private boolean isSlow(long bytes, long nanos) {
    return (double) bytes < minRate * ((double) nanos / SECOND);
  }

  private static long after(long time, long delay) {
    return delay == NEVER ? NEVER : time + delay;
  }

  private static long orNever(Duration limit) {
    return limit.isZero() ? NEVER : limit.toNanos();
  }
}
