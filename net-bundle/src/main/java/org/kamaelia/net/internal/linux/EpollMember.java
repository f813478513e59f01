package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An epoll that is waited for with an io_uring: for sockets whose messages are taken one by one, so
 * that requests would save nothing.
 */
final class EpollMember implements UringPoller.Member {

  private final UringPoller poller;
  private final EpollPoller epoll;
  private final long number;
  private boolean waits;
  private boolean tells;
  private boolean over;

  EpollMember(UringPoller poller, EpollPoller epoll) {
    this.poller = poller;
    this.epoll = epoll;
    number = poller.add(this);
    poller.asks(this);
    epoll.onHolding(this::tells);
  }

  EpollPoller epoll() {
    return epoll;
  }

  @Override
  public void ask() throws IOException {
    long userData = UringPoller.userData(number, UringPoller.POLL);
    if (over && waits) {
      poller.ring.cancel(userData);
    } else if (!over && !waits) {
      waits = true;
      poller.ring.request(
          Ring.OP_POLL_ADD,
          0,
          epoll.number(),
          0,
          UringPoller.POLL_MULTISHOT,
          UringPoller.POLLIN,
          userData,
          0);
      // What was ready before is not told of.
      tells();
    }
  }

  @Override
  public void completed(int operation, int result, int flags) {
    if ((flags & Ring.CQE_MORE) == 0) {
      waits = false;
      if (over) {
        poller.forget(number);
        return;
      }
      poller.asks(this);
    }
    tells();
  }

  private void tells() {
    if (!tells) {
      tells = true;
      poller.tells(this);
    }
  }

  /** Looks again as long as there is something: the ring tells only of what is new. */
  @Override
  public void tell() {
    tells = false;
    try {
      if (!over && epoll.dispatch(0) > 0) {
        tells();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void release() {
    if (!over) {
      over = true;
      epoll.close();
      if (waits) {
        poller.asks(this);
      } else {
        poller.forget(number);
      }
    }
  }

  @Override
  public void cut() {}
}
