package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** TCP, UDP and Unix-domain sockets through {@code java.nio}: works wherever Java does. */
final class NioTransport implements Transport {

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public TransportPoller newPoller() throws IOException {
    return new NioPoller(this);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    try (SocketChannel stream = SocketChannel.open();
        ServerSocketChannel port = ServerSocketChannel.open();
        DatagramChannel datagrams = DatagramChannel.open()) {
      Set<SocketOption<?>> supported = new HashSet<>(stream.supportedOptions());
      supported.addAll(port.supportedOptions());
      supported.addAll(datagrams.supportedOptions());
      return supported;
    } catch (IOException e) {
      throw new IllegalStateException("no socket can be made to ask", e);
    }
  }

  @Override
  public Port listen(SocketAddress address, int backlog, Options options) throws IOException {
    ProtocolFamily family = family(address);
    ServerSocketChannel channel = ServerSocketChannel.open(family);
    try {
      Options streams = ofStreams(options, channel, family);
      if (address instanceof InetSocketAddress) {
        // A server that is started again takes its port back although old connections still fade.
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      only(options, channel.supportedOptions()::contains).apply(channel::setOption);
      channel.configureBlocking(false);
      SocketFile file = bind(channel, address, backlog);
      return new NioPort(channel, channel.getLocalAddress(), streams, file);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** What a port does not take itself, and what it accepts then has to. */
  private static Options ofStreams(Options options, ServerSocketChannel port, ProtocolFamily family)
      throws IOException {
    Options streams = only(options, option -> !port.supportedOptions().contains(option));
    if (!streams.values().isEmpty()) {
      // Now, as nobody is there to be told when something is accepted.
      try (SocketChannel sample = SocketChannel.open(family)) {
        streams.apply(sample::setOption);
      }
    }
    return streams;
  }

  private static Options only(Options options, Predicate<SocketOption<?>> which) {
    Map<SocketOption<?>, Object> values = new LinkedHashMap<>(options.values());
    values.keySet().removeIf(which.negate());
    return new Options(values);
  }

  private static @Nullable SocketFile bind(
      ServerSocketChannel channel, SocketAddress address, int backlog) throws IOException {
    if (!(address instanceof UnixDomainSocketAddress unix)) {
      channel.bind(address, backlog);
      return null;
    }
    SocketFile file = SocketFile.bind(unix, () -> channel.bind(unix, backlog));
    // Who came before the file was its owner's alone is sent away.
    for (var early = channel.accept(); early != null; early = channel.accept()) {
      early.close();
    }
    return file;
  }

  @Override
  public Stream connect(SocketAddress peer, Options options) throws IOException {
    SocketChannel channel = SocketChannel.open(family(peer));
    try {
      channel.configureBlocking(false);
      if (peer instanceof InetSocketAddress) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      options.apply(channel::setOption);
      channel.connect(peer);
      return new NioStream(channel, peer);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public Datagrams datagrams(InetSocketAddress local, Options options) throws IOException {
    DatagramChannel channel = DatagramChannel.open(family(local));
    try {
      channel.configureBlocking(false);
      options.apply(channel::setOption);
      channel.bind(local);
      return new NioDatagrams(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static ProtocolFamily family(SocketAddress address) throws IOException {
    return switch (address) {
      case UnixDomainSocketAddress unix -> StandardProtocolFamily.UNIX;
      // Of the address's own kind, so that 0.0.0.0 is IPv4 alone, and :: is both.
      case InetSocketAddress inet when !inet.isUnresolved() ->
          inet.getAddress() instanceof Inet4Address
              ? StandardProtocolFamily.INET
              : StandardProtocolFamily.INET6;
      default -> throw new IOException("not an address for this transport: " + address);
    };
  }
}
