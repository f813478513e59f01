package org.kamaelia.axon;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits by parking the loop's thread: for loops that have no sockets. To park and be woken takes
 * tens of microseconds, so it looks a while first, for as long as that has paid off lately: loops
 * that talk to one another stay awake, and one that rests costs nothing.
 */
final class ParkPoller implements Poller {
  /** Some thirty microseconds. */
  private static final int LONGEST = 1 << 11;

  /** About one. */
  private static final int SHORTEST = 1 << 6;

  private int looks = LONGEST;
  private volatile @Nullable Thread waiter;
  private volatile boolean woken;

  @Override
  public void poll(long nanos) {
    if (nanos == 0) {
      return;
    }
    for (int i = 0; i < looks && !woken; i++) {
      Thread.onSpinWait();
    }
    if (woken) {
      looks = Math.min(looks * 2, LONGEST);
    } else {
      looks = Math.max(looks - looks / 16, SHORTEST);
      waiter = Thread.currentThread();
      if (!woken) {
        if (nanos == Long.MAX_VALUE) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, nanos);
        }
      }
      waiter = null;
    }
    woken = false;
  }

  @Override
  public void wakeup() {
    woken = true;
    Thread thread = waiter;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void close() {}
}
