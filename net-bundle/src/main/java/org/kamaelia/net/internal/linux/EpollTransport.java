package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.internal.SocketFile;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;

/** TCP, UDP and Unix-domain sockets, waited for with epoll. */
final class EpollTransport extends LinuxTransport {
  private final Machine machine;

  EpollTransport(Machine machine, Supplier<Calls> calls) {
    super("epoll", calls);
    this.machine = machine;
  }

  @Override
  public EpollPoller newPoller() throws IOException {
    return new EpollPoller(this, machine, calls().get(), new Bell(calls().get()));
  }

  @Override
  Port port(Socket socket, SocketAddress address, Options options, @Nullable SocketFile file) {
    return new EpollPort(socket, address, options, file, calls());
  }

  @Override
  Stream stream(Socket socket, SocketAddress peer, @Nullable SocketAddress local) {
    return new EpollStream(socket, peer, local, calls());
  }
}
