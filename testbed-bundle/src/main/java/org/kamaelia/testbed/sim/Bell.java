package org.kamaelia.testbed.sim;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;

/**
 * Tells on a loop what is ready: again and again, as long as it is ready and of interest. The
 * simulation's lock is held while this is used, but not while something is told.
 */
abstract class Bell {
  final Host host;
  final Object lock;
  private final Runnable tell = this::tell;
  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private boolean closed;
  private boolean ringing;
  private boolean readInterest = true;
  private boolean writeInterest;

  Bell(Host host) {
    this.host = host;
    lock = host.simulation().lock;
  }

  /** Whether there is something to read, or the end, or a failure. Under the lock. */
  abstract boolean readable();

  /** Whether there is room to write, or a failure. Under the lock. */
  abstract boolean writable();

  final void attachTo(Loop onLoop, Ready whoHears) throws ClosedChannelException {
    synchronized (lock) {
      requireOpen();
      loop = onLoop;
      ready = whoHears;
      ring();
    }
  }

  final void interested(boolean read, boolean write) {
    synchronized (lock) {
      readInterest = read;
      writeInterest = write;
      ring();
    }
  }

  // Under the lock.

  final boolean isAttached() {
    return loop != null;
  }

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

  final ByteBuffer scratchOfLoop() {
    Loop own = loop;
    if (own == null) {
      throw new IllegalStateException("not attached to a loop yet");
    }
    return host.scratch(own);
  }

  /** Something has changed. */
  final void ring() {
    if (ringing || loop == null || !(tellsReadable() || tellsWritable())) {
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
    return readInterest && !closed && readable();
  }

  private boolean tellsWritable() {
    return writeInterest && !closed && writable();
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
