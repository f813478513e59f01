package org.kamaelia.axon;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits by parking the loop's thread: for loops that have no sockets. */
final class ParkPoller implements Poller {
  private volatile @Nullable Thread waiter;
  private volatile boolean woken;

  @Override
  public void poll(long nanos) {
    if (nanos == 0) {
      return;
    }
    waiter = Thread.currentThread();
    if (!woken) {
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
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
