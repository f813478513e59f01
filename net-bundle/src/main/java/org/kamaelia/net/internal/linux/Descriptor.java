package org.kamaelia.net.internal.linux;

import java.nio.channels.ClosedChannelException;

/**
 * An open file's number, which the system gives to the next file as soon as this one is closed: so
 * it is closed once, and not used after that.
 *
 * <p>Threading: one at a time; see {@link EpollPort}, which is closed by any thread.
 */
final class Descriptor {
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
  int number() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
    return number;
  }

  boolean isClosed() {
    return closed;
  }

  /** Closes it; without effect the second time. */
  void close(Calls calls) {
    if (!closed) {
      closed = true;
      // Whatever it returns, EINTR included: the number is free, and may be another's already.
      int _ = calls.close(number);
    }
  }
}
