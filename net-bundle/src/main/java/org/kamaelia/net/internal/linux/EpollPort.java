package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.internal.SocketFile;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** A listening socket in an epoll. Closed by any thread, so its lock guards the descriptor. */
final class EpollPort implements Port, EpollPoller.Member {
  private final Socket socket;
  private final SocketAddress address;
  private final Options options;
  private final @Nullable SocketFile file;
  private final Supplier<Calls> calls;
  private @Nullable Loop loop;
  private @Nullable EpollPoller poller;
  private @Nullable Ready ready;
  private long number;
  private int interest;

  EpollPort(
      Socket socket,
      SocketAddress address,
      Options options,
      @Nullable SocketFile file,
      Supplier<Calls> calls) {
    this.socket = socket;
    this.address = address;
    this.options = options;
    this.file = file;
    this.calls = calls;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public synchronized void attach(Loop loop, Ready ready) throws IOException {
    EpollPoller mine = (EpollPoller) loop.poller();
    number = mine.add(this, socket.number(), EpollPoller.EPOLLIN);
    interest = EpollPoller.EPOLLIN;
    this.loop = loop;
    this.ready = ready;
    poller = mine;
  }

  @Override
  public synchronized void interest(boolean accept) {
    int now = accept ? EpollPoller.EPOLLIN : 0;
    if (poller != null && now != interest && !socket.isClosed()) {
      try {
        poller.change(number, socket.number(), interest, now);
        interest = now;
      } catch (IOException e) {
        throw new IllegalStateException("the system cannot watch " + address, e);
      }
    }
  }

  @Override
  public void ready(int events) {
    assert ready != null : "attached";
    if (interest != 0) {
      ready.ready(true, false);
    }
  }

  @Override
  public synchronized @Nullable Stream accept() throws IOException {
    assert poller != null : "attached";
    Socket.Accepted accepted = socket.accept(poller.calls);
    if (accepted == null) {
      return null;
    }
    try {
      accepted.socket().handOn(options, poller.calls);
      return new EpollStream(
          accepted.socket(), accepted.peer(), accepted.socket().local(poller.calls), calls);
    } catch (IOException | RuntimeException e) {
      accepted.socket().close(poller.calls);
      throw e;
    }
  }

  @Override
  public void close() {
    Loop forgetting;
    synchronized (this) {
      if (socket.isClosed()) {
        return;
      }
      if (file != null) {
        file.delete();
      }
      socket.close(calls.get());
      forgetting = loop;
    }
    if (forgetting != null) {
      forget(forgetting);
    }
  }

  private void forget(Loop loop) {
    EpollPoller mine = (EpollPoller) loop.poller();
    if (loop.isCurrent()) {
      mine.forget(number);
      return;
    }
    try {
      loop.execute(() -> mine.forget(number));
    } catch (IllegalStateException e) {
      // The loop is closed, and its poller with it.
    }
  }
}
