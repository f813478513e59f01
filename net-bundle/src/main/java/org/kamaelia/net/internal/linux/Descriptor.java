package org.kamaelia.net.internal.linux;

import java.nio.channels.ClosedChannelException;

/**
 * An open file's number, which the system gives to the next file as soon as this one is closed: so
 * it is closed once, and not used after that.
 *
 * <p>Threading: one at a time; see {@link EpollPort}, which is closed by any thread.
 */
sealed class Descriptor permits Socket {
  private final int number;
  private boolean closed;

  Descriptor(int number) {
    this.number = number;
  }

  /**
   * For a system call.
   *
   * @throws ClosedChannelException if it is closed
   */
  final int number() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
    return number;
  }

  final boolean isClosed() {
    return closed;
  }

  /** Closes it; without effect the second time. */
  final void close(Calls calls) {
    if (!closed) {
      closed = true;
      // Whatever it returns, EINTR included: the number is free, and may be another's already.
      int _ = calls.close(number);
    }
  }
}
