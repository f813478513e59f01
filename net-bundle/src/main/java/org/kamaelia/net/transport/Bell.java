package org.kamaelia.net.transport;

import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells one side of something what is ready, on that side's loop: again and again, as a system's
 * sockets do, as long as it is ready and of interest. For transports without a system's sockets.
 *
 * <p>Threading: both sides of a connection share one lock, which is held while this is used, but
 * not while something is told.
 */
@ConsumerType
public abstract class Bell {
  /** Held while what both sides share is used. */
  protected final Object lock;

  private final Runnable tell = this::tell;
  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private boolean closed;
  private boolean ringing;
  private boolean readInterest = true;
  private boolean writeInterest;

  /**
   * Tells nobody yet.
   *
   * @param lock what both sides share is used under this one
   */
  protected Bell(Object lock) {
    this.lock = lock;
  }

  /** Whether there is something to read. Under the lock. */
  protected abstract boolean readable();

  /** Whether there is room to write. Under the lock. */
  protected abstract boolean writable();

  /**
   * Begins to tell, of what can be read at first. For a stream, for a socket for datagrams, and for
   * a port, which has no writing.
   *
   * @throws ClosedChannelException if it is closed
   */
  public void attach(Loop onLoop, Ready whoHears) throws ClosedChannelException {
    synchronized (lock) {
      requireOpen();
      loop = onLoop;
      ready = whoHears;
      ring();
    }
  }

  /** What is told of, from now on. */
  public void interest(boolean read, boolean write) {
    synchronized (lock) {
      readInterest = read;
      writeInterest = write;
      ring();
    }
  }

  // Under the lock.

  /** Whether {@link #closed} was called. Under the lock. */
  protected final boolean isClosed() {
    return closed;
  }

  /** From now on nothing is told any more. Under the lock. */
  protected final void closed() {
    closed = true;
  }

  /**
   * Checks that it is open. Under the lock.
   *
   * @throws ClosedChannelException if it is not
   */
  protected final void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  /** Something has changed: tells of it if it is of interest. Under the lock. */
  protected final void ring() {
    if (loop == null || ringing || !(tellsReadable() || tellsWritable())) {
      return;
    }
    ringing = true;
    try {
      loop.execute(tell);
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
