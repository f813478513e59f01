package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;

/**
 * A socket's place in a loop's epoll: what is waited for, and who is told.
 *
 * <p>Threading: as its socket's. Whoever lets other threads close it guards both with one lock.
 */
final class EpollPlace implements EpollPoller.Member {
  private final Socket socket;
  private final SocketAddress name;
  private final Runnable close;
  private @Nullable EpollPoller poller;
  private @Nullable Ready ready;
  private long number;
  private int interest;

  /**
   * @param name the address by which people know the socket
   * @param close closes the socket, as its loop is closed
   */
  EpollPlace(Socket socket, SocketAddress name, Runnable close) {
    this.socket = socket;
    this.name = name;
    this.close = close;
  }

  /** Takes it, and begins to wait. */
  void take(EpollPoller poller, int interest, Ready ready) throws IOException {
    number = poller.add(this, socket.number(), interest);
    this.interest = interest;
    this.ready = ready;
    this.poller = poller;
  }

  /** The poller; null until it is taken. */
  @Nullable EpollPoller poller() {
    return poller;
  }

  /**
   * Changes what is waited for; without effect before it is taken, and when the socket is closed.
   */
  void interest(int now) {
    if (poller != null && now != interest && !socket.isClosed()) {
      try {
        poller.change(number, socket.number(), interest, now);
        interest = now;
      } catch (IOException e) {
        throw new IllegalStateException("the system cannot watch " + name, e);
      }
    }
  }

  /** Gives it up, once the socket is closed. On the loop; without effect if it was never taken. */
  void giveUp() {
    if (poller != null) {
      poller.forget(number);
    }
  }

  /** As {@link #giveUp}, for a socket that any thread closes. Not under its lock. */
  void giveUp(Loop loop) {
    if (loop.isCurrent()) {
      giveUp();
      return;
    }
    try {
      loop.execute(this::giveUp);
    } catch (IllegalStateException e) {
      // The loop is closed, and its poller with it.
    }
  }

  @Override
  public void ready(int events) {
    assert ready != null : "taken";
    // Of interest now: one that was told before may have changed that. A failure is there to be
    // found by whatever is tried next.
    int told =
        (events & (EpollPoller.EPOLLHUP | EpollPoller.EPOLLERR)) != 0
            ? interest
            : events & interest;
    if (told != 0) {
      ready.ready((told & EpollPoller.EPOLLIN) != 0, (told & EpollPoller.EPOLLOUT) != 0);
    }
  }

  @Override
  public void close() {
    close.run();
  }
}
