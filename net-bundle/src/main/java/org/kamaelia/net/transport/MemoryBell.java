package org.kamaelia.net.transport;

import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;

/**
 * Tells one side of something what is ready, on that side's loop: again and again, as a system's
 * sockets do, as long as it is ready and of interest.
 *
 * <p>Both sides of a connection share one lock, which is held while this is used, but not while
 * something is told.
 */
abstract class MemoryBell {
  final Object lock;
  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private boolean closed;
  private boolean ringing;
  private boolean readInterest = true;
  private boolean writeInterest;

  MemoryBell(Object lock) {
    this.lock = lock;
  }

  /** Whether there is something to read. Under the lock. */
  abstract boolean readable();

  /** Whether there is room to write. Under the lock. */
  abstract boolean writable();

  /** For a stream, and for a port, which has no writing. */
  public void attach(Loop onLoop, Ready whoHears) throws ClosedChannelException {
    synchronized (lock) {
      requireOpen();
      loop = onLoop;
      ready = whoHears;
      ring();
    }
  }

  public final void interest(boolean read, boolean write) {
    synchronized (lock) {
      readInterest = read;
      writeInterest = write;
      ring();
    }
  }

  // Under the lock.

  final boolean isClosed() {
    return closed;
  }

  final void closed() {
    closed = true;
  }

  final void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /** Something has changed. */
  final void ring() {
    if (loop == null || ringing || !(tellsReadable() || tellsWritable())) {
      return;
    }
    ringing = true;
    try {
      loop.execute(this::tell);
    } catch (IllegalStateException e) {
      // The loop is closed, and nobody is there to be told.
    }
  }

  private boolean tellsReadable() {
    return !closed && readInterest && readable();
  }

  private boolean tellsWritable() {
    return !closed && writeInterest && writable();
  }

  // On the loop.

  private void tell() {
    boolean read;
    boolean write;
    Ready hears;
    synchronized (lock) {
      read = tellsReadable();
      write = tellsWritable();
      hears = ready;
    }
    try {
      if (hears != null && (read || write)) {
        hears.ready(read, write);
      }
    } finally {
      synchronized (lock) {
        ringing = false;
        ring();
      }
    }
  }
}
