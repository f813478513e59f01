package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.internal.SocketFile;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;

/** TCP and Unix-domain sockets, by requests to an io_uring; UDP, waited for with it. */
final class UringTransport extends LinuxTransport {
  private final Machine machine;

  UringTransport(Machine machine, Supplier<Calls> calls) {
    super("io_uring", calls);
    this.machine = machine;
  }

  @Override
  public UringPoller newPoller() throws IOException {
    return new UringPoller(this, machine, calls(), new Bell(calls().get()));
  }

  @Override
  Port port(Socket socket, SocketAddress address, Options options, @Nullable SocketFile file) {
    return new UringPort(socket, address, options, file, calls());
  }

  @Override
  Stream stream(Socket socket, SocketAddress peer, @Nullable SocketAddress local) {
    return new UringStream(socket, peer, local, calls());
  }
}
