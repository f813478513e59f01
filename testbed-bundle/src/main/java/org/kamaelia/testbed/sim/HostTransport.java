package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** The sockets of a host. */
final class HostTransport implements Transport {
  private final Host host;

  HostTransport(Host host) {
    this.host = host;
  }

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public TransportPoller newPoller() {
    return new HostPoller(host, false);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return SocketSettings.SUPPORTED;
  }

  /** Hosts are found by their names, at once; the machine's names are not theirs. */
  @Override
  public CompletableFuture<List<InetAddress>> find(String name) {
    if (name.equals("localhost")) {
      return CompletableFuture.completedFuture(List.of(InetAddress.ofLiteral("127.0.0.1")));
    }
    try {
      return CompletableFuture.completedFuture(List.of(InetAddress.ofLiteral(name)));
    } catch (IllegalArgumentException e) {
      try {
        Host found = host.simulation().find(name);
        return CompletableFuture.completedFuture(List.of(found.ipv4(), found.ipv6()));
      } catch (UnknownHostException unknown) {
        return CompletableFuture.failedFuture(unknown);
      }
    }
  }

  @Override
  public Port listen(SocketAddress address, int backlog, Options options) throws IOException {
    InetSocketAddress wanted = inet(address);
    SocketSettings settings = settings(options);
    synchronized (host.simulation().lock) {
      return host.tcpHost.listen(wanted, backlog, settings);
    }
  }

  @Override
  public Stream connect(SocketAddress peer, Options options) throws IOException {
    InetSocketAddress wanted = inet(peer);
    SocketSettings settings = settings(options);
    synchronized (host.simulation().lock) {
      host.simulation().enter();
      Stream stream = host.tcpHost.connect(wanted, settings);
      host.simulation().leave();
      return stream;
    }
  }

  @Override
  public Datagrams datagrams(InetSocketAddress local, Options options) throws IOException {
    SocketSettings settings = settings(options);
    synchronized (host.simulation().lock) {
      return host.udpHost.open(local, settings);
    }
  }

  private static InetSocketAddress inet(SocketAddress address) throws IOException {
    if (address instanceof InetSocketAddress inet) {
      TcpHost.requireResolved(inet);
      return inet;
    }
    throw new IOException("not an address for this transport: " + address);
  }

  private static SocketSettings settings(Options options) throws IOException {
    SocketSettings settings = new SocketSettings();
    options.apply(
        new Options.Setter() {
          @Override
          public <T> void set(SocketOption<T> option, T value) throws IOException {
            settings.set(option, value);
          }
        });
    return settings;
  }
}
