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
final class EpollPort implements Port {
  private final Socket socket;
  private final SocketAddress address;
  private final Options options;
  private final @Nullable SocketFile file;
  private final Supplier<Calls> calls;
  private final EpollPlace place;
  private @Nullable Loop loop;

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
    place = new EpollPlace(socket, address, this::close);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public synchronized void attach(Loop loop, Ready ready) throws IOException {
    place.take((EpollPoller) loop.poller(), EpollPoller.EPOLLIN, ready);
    this.loop = loop;
  }

  @Override
  public synchronized void interest(boolean accept) {
    place.interest(accept ? EpollPoller.EPOLLIN : 0);
  }

  @Override
  public synchronized @Nullable Stream accept() throws IOException {
    EpollPoller poller = place.poller();
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
      place.giveUp(forgetting);
    }
  }
}
