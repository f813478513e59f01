package org.kamaelia.net.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.kamaelia.axon.Axon;
import org.kamaelia.net.internal.Names;
import org.kamaelia.net.internal.Transports;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How bytes get in and out of this process. A transport brings the pollers of the loops; its ports
 * and streams belong to one loop each, and tell it what is ready from within that loop's poller.
 * Nothing here waits.
 *
 * <p>Addresses are {@link java.net.InetSocketAddress} for TCP and {@link
 * java.net.UnixDomainSocketAddress} for Unix-domain sockets. An error is an {@link IOException}
 * whose message says what the system said, such as {@code Address already in use}; its type is
 * {@link java.net.BindException} if an address cannot be had, and {@link java.net.ConnectException}
 * if nobody listens there.
 *
 * <p>{@code 0.0.0.0} takes IPv4 peers, {@code ::} those of both kinds; an IPv4 peer's address is an
 * {@link java.net.Inet4Address} in either case. A Unix-domain port's file is for its owner alone
 * (mode 0600); who wants others to connect widens that once the port is open. A file that a port
 * left behind is replaced; any other file, and that of a port which is open, is in use.
 */
@ConsumerType
public interface Transport {

  /**
   * One of this server's transports.
   *
   * @param name {@code io_uring}, {@code epoll}, {@code nio}, or {@code best} for the first of
   *     these that works here
   * @throws IllegalArgumentException if there is no such transport
   * @throws UnsupportedOperationException if it does not work here, with the reason
   */
  static Transport named(String name) {
    return Transports.named(name);
  }

  /** One word for logs and the console. */
  String name();

  /**
   * A poller for one loop. Any thread.
   *
   * @throws IOException if the system has no resources for it
   */
  TransportPoller newPoller() throws IOException;

  /**
   * Begins a system whose loops wait in this transport's pollers, so that clients and sockets of
   * this transport can live there.
   */
  default Axon.Builder axon() {
    return Axon.builder()
        .poller(
            () -> {
              try {
                return newPoller();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /**
   * Finds the addresses of a host, as those on this transport see it; the system is asked where a
   * transport does not know better. Any thread; holds nobody up.
   *
   * @param host a name, or an address as a literal
   * @return at least one; fails with an {@link java.net.UnknownHostException} if there is none
   */
  default CompletableFuture<List<InetAddress>> find(String host) {
    return Names.ofSystem(host);
  }

  /** The socket options that something of this transport takes. */
  Set<SocketOption<?>> supportedOptions();

  /**
   * Opens a port. Any thread; nothing is accepted before {@link Port#attach}.
   *
   * @param backlog how many connections the system may hold for us
   * @param options for the port, and for what it accepts
   * @throws IOException why the address cannot be had
   * @throws UnsupportedOperationException if an option is not supported, with its name
   */
  Port listen(SocketAddress address, int backlog, Options options) throws IOException;

  /**
   * Begins to open a connection; {@link Stream#isConnected} says when it is there. Any thread.
   *
   * @param options for the stream
   * @throws IOException if it failed at once
   * @throws UnsupportedOperationException if an option is not supported, with its name
   */
  Stream connect(SocketAddress peer, Options options) throws IOException;

  /**
   * Opens a socket for datagrams. Any thread; nothing is told before {@link Datagrams#attach}.
   *
   * @param local where it receives; port 0 for one that the system picks
   * @param options for the socket
   * @throws IOException why the address cannot be had
   * @throws UnsupportedOperationException if the transport has no datagrams, or an option is not
   *     supported, with its name
   */
  Datagrams datagrams(InetSocketAddress local, Options options) throws IOException;
}
