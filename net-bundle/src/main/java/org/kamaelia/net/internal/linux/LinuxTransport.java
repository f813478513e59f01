package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.internal.SocketFile;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;

/** What both transports have in common: how sockets are made. */
abstract class LinuxTransport implements Transport {
  private static final int OWNER_ONLY = 0600;

  private final String name;
  private final Supplier<Calls> calls;

  /**
   * @param calls makes the layer of calls for one thread
   */
  LinuxTransport(String name, Supplier<Calls> calls) {
    this.name = name;
    this.calls = calls;
  }

  @Override
  public final String name() {
    return name;
  }

  final Supplier<Calls> calls() {
    return calls;
  }

  @Override
  public final Set<SocketOption<?>> supportedOptions() {
    return SocketOptions.supported();
  }

  /**
   * Makes a port.
   *
   * @param options that a Unix-domain port does not hand on to what it accepts by itself
   * @param file of a Unix-domain port
   */
  abstract Port port(
      Socket socket, SocketAddress address, Options options, @Nullable SocketFile file);

  abstract Stream stream(Socket socket, SocketAddress peer, @Nullable SocketAddress local);

  @Override
  public final Port listen(SocketAddress address, int backlog, Options options) throws IOException {
    Calls calls = this.calls.get();
    Socket socket = Socket.open(address, options, calls);
    SocketFile file = null;
    try {
      if (socket.family() == Sockaddr.AF_UNIX) {
        socket.set(options, false, calls);
        // Before the file is there, so that it is never open to others.
        socket.mode(OWNER_ONLY, calls);
        file =
            SocketFile.bind((UnixDomainSocketAddress) address, () -> socket.bind(address, calls));
      } else {
        // A server that is started again takes its port back although old connections still fade.
        socket.set(StandardSocketOptions.SO_REUSEADDR, true, calls);
        // What it accepts inherits this.
        socket.set(StandardSocketOptions.TCP_NODELAY, true, calls);
        if (socket.family() == Sockaddr.AF_INET6) {
          SocketOptions.dualStack(socket.number(), calls);
        }
        socket.set(options, false, calls);
        socket.bind(address, calls);
      }
      socket.listen(backlog, calls);
      return port(socket, socket.local(calls), options, file);
    } catch (IOException | RuntimeException e) {
      if (file != null) {
        file.delete();
      }
      socket.close(calls);
      throw e;
    }
  }

  @Override
  public final Datagrams datagrams(InetSocketAddress local, Options options) throws IOException {
    Calls calls = this.calls.get();
    Socket socket = Socket.openDatagrams(local, calls);
    try {
      if (socket.family() == Sockaddr.AF_INET6) {
        SocketOptions.dualStack(socket.number(), calls);
      }
      SocketOptions.ownGroupsAlone(socket.number(), socket.family(), calls);
      options.apply(
          new Options.Setter() {
            @Override
            public <T> void set(SocketOption<T> option, T value) throws IOException {
              socket.setOfDatagrams(option, value, calls);
            }
          });
      SocketOptions.receiveSegments(socket.number(), calls);
      int largestSegment =
          SocketOptions.sendsSegments(socket.number(), calls) ? Datagrams.LARGEST : 0;
      socket.bind(local, calls);
      return new LinuxDatagrams(
          socket, (InetSocketAddress) socket.local(calls), largestSegment, this.calls);
    } catch (IOException | RuntimeException e) {
      socket.close(calls);
      throw e;
    }
  }

  @Override
  public final Stream connect(SocketAddress peer, Options options) throws IOException {
    Calls calls = this.calls.get();
    Socket socket = Socket.open(peer, options, calls);
    try {
      if (socket.family() != Sockaddr.AF_UNIX) {
        socket.set(StandardSocketOptions.TCP_NODELAY, true, calls);
      }
      socket.set(options, true, calls);
      boolean connected = socket.connect(peer, calls);
      return stream(socket, peer, connected ? socket.local(calls) : null);
    } catch (IOException | RuntimeException e) {
      socket.close(calls);
      throw e;
    }
  }
}
