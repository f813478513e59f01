package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Clock;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.internal.faults.FaultyDatagrams;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;

/** Opens the ports of listeners. */
final class PortOpener {
  /** With less, streams would stop and go. */
  private static final int LEAST_UNSENT = 64 * 1024;

  private final Transport transport;

  /** What the transport has, asked for once: to ask may take sockets. */
  private final Set<SocketOption<?>> supported;

  private final Loop portsLoop;
  private final List<Loop> loops;
  private final Arrivals arrivals;

  /** Where those go who come. */
  interface Arrivals {
    /**
     * Whether a further connection could begin soon. On the loop where it would be accepted.
     *
     * @param loop where it has to live; null for any
     * @param whenRoom run, on any thread, when there is room again; maybe also when there was
     */
    boolean hasRoom(@Nullable Loop loop, Runnable whenRoom);

    /**
     * A connection. On the loop where it was accepted.
     *
     * @param loop where it has to live; null for any
     */
    void accepted(Listener listener, Stream stream, @Nullable Loop loop);

    /**
     * A datagram of a peer that has nobody of its own: who serves it, or null if it is not wanted.
     * On the port's loop.
     */
    @Nullable DatagramConversation<?> heard(
        Listener listener, DatagramPort port, InetSocketAddress peer);
  }

  /**
   * @param portsLoop where connections are accepted
   * @param loops where datagrams are received
   */
  PortOpener(Transport transport, Loop portsLoop, List<Loop> loops, Arrivals arrivals) {
    this.transport = transport;
    supported = transport.supportedOptions();
    this.portsLoop = portsLoop;
    this.loops = loops;
    this.arrivals = arrivals;
  }

  /** The time of the loop of the ports. */
  Clock clock() {
    return portsLoop.clock();
  }

  /**
   * The address to listen at, as the transport finds names.
   *
   * @throws IOException if the host's name is not known
   */
  SocketAddress resolve(Address address) throws IOException {
    return Addresses.resolve(address, transport::find);
  }

  /** Whether an open port is where it is wanted; any port will do for port 0. */
  boolean isAt(SocketAddress open, Address wanted) {
    return Addresses.isAt(open, wanted, transport::find);
  }

  /** Why a protocol cannot be carried by what a listener asks for; empty if it can. */
  static String unfit(ListenerSpec spec, ProtocolEntry protocol) {
    Carrier needed = spec.address() instanceof Address.Udp ? Carrier.DATAGRAM : Carrier.STREAM;
    return protocol.carriers().contains(needed)
        ? ""
        : "%s %s is not for %ss"
            .formatted(protocol.name(), protocol.version(), needed)
            .toLowerCase(Locale.ROOT);
  }

  /**
   * Opens the port that a listener asks for.
   *
   * @throws IOException why it cannot be had
   */
  OpenPort open(Listener listener, SocketAddress address) throws IOException {
    ListenerSpec spec = listener.spec();
    String name = "net/listener[" + spec.name() + "]";
    return spec.address() instanceof Address.Udp
        ? openDatagrams(name, listener, address)
        : openStreams(name, listener, address);
  }

  /**
   * The socket options of a listener.
   *
   * @throws IllegalArgumentException naming the one that cannot be
   */
  Options options(ListenerSpec spec) {
    return SocketOptionTexts.read(spec, supported);
  }

  /**
   * Tries a listener's socket options out, at a port of their own.
   *
   * @throws IOException which of them the system refuses
   */
  void tryOptions(ListenerSpec spec, SocketAddress address) throws IOException {
    if (address instanceof InetSocketAddress inet) {
      var anywhere = new InetSocketAddress(inet.getAddress(), 0);
      if (spec.address() instanceof Address.Udp) {
        transport.datagrams(anywhere, options(spec)).close();
      } else {
        transport.listen(anywhere, 1, options(spec)).close();
      }
    }
  }

  private OpenPort openDatagrams(String name, Listener listener, SocketAddress address)
      throws IOException {
    ListenerSpec spec = listener.spec();
    if (!spec.get(ListenerSettings.TLS_CERTIFICATES).isEmpty()) {
      throw new IOException("there is no TLS over datagrams: take tlsCertificates away");
    }
    Options options = options(spec);
    List<Datagrams> sockets =
        sockets(
            canShare() ? loops.size() : 1,
            address,
            (at, more) -> transport.datagrams((InetSocketAddress) at, options.and(more)),
            Datagrams::local,
            Datagrams::close);
    List<OpenPort.Place> places = new ArrayList<>();
    for (int i = 0; i < sockets.size(); i++) {
      Loop loop = loops.get(i);
      var port =
          new DatagramPort(
              loop,
              new FaultyDatagrams(sockets.get(i), listener::faults, spec.name()),
              listener::lost,
              (at, peer) -> arrivals.heard(listener, at, peer));
      places.add(new OpenPort.Place(loop, port, port::close));
    }
    return OpenPort.start(name, sockets.getFirst().local(), places);
  }

  private OpenPort openStreams(String name, Listener listener, SocketAddress address)
      throws IOException {
    ListenerSpec spec = listener.spec();
    boolean each =
        spec.get(ListenerSettings.PORT_EACH_LOOP) && address instanceof InetSocketAddress;
    if (each && !canShare()) {
      throw new IOException(
          "portEachLoop: the %s transport has no SO_REUSEPORT here".formatted(transport.name()));
    }
    List<Loop> where = each ? loops : List.of(portsLoop);
    Options options = unsent(spec).and(options(spec));
    List<Port> ports =
        sockets(
            where.size(),
            address,
            (at, more) -> listen(at, spec, options.and(more)),
            Port::address,
            Port::close);
    List<OpenPort.Place> places = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      Loop loop = where.get(i);
      Port port = ports.get(i);
      var acceptor =
          new Acceptor(
              loop,
              port,
              whenRoom -> arrivals.hasRoom(each ? loop : null, whenRoom),
              stream -> arrivals.accepted(listener, stream, each ? loop : null),
              stream -> listener.shed(stream, loop.clock()));
      places.add(new OpenPort.Place(loop, acceptor, port::close));
    }
    return OpenPort.start(name, ports.getFirst().address(), places);
  }

  /**
   * Where it can be said, the system takes no more of a connection than may wait for it here: else
   * each peer that does not read could have it hold megabytes.
   */
  private Options unsent(ListenerSpec spec) {
    return spec.address() instanceof Address.Tcp
            && supported.contains(LinuxOptions.TCP_NOTSENT_LOWAT)
        ? Options.NONE.with(
            LinuxOptions.TCP_NOTSENT_LOWAT,
            Math.max(LEAST_UNSENT, spec.get(ListenerSettings.BUFFER_OUT)))
        : Options.NONE;
  }

  private Port listen(SocketAddress address, ListenerSpec spec, Options options)
      throws IOException {
    Port port = transport.listen(address, spec.get(ListenerSettings.BACKLOG), options);
    if (address instanceof UnixDomainSocketAddress unix) {
      try {
        Files.setPosixFilePermissions(
            unix.getPath(), Addresses.permissions(spec.get(ListenerSettings.MODE)));
      } catch (IOException | UnsupportedOperationException e) {
        port.close();
        throw new IOException("the rights of the socket's file cannot be set: " + e, e);
      }
    }
    return port;
  }

  /** Whether the system spreads peers over several sockets at one address. */
  private boolean canShare() {
    return supported.contains(StandardSocketOptions.SO_REUSEPORT);
  }

  private interface Opening<S> {
    S open(SocketAddress address, Options more) throws IOException;
  }

  /** So many sockets at one address. */
  private static <S> List<S> sockets(
      int count,
      SocketAddress address,
      Opening<S> opening,
      Function<S, SocketAddress> local,
      Consumer<S> closing)
      throws IOException {
    S alone = opening.open(address, Options.NONE);
    if (count == 1) {
      return List.of(alone);
    }
    // Nobody else has the address, which sharing sockets would not tell.
    SocketAddress at = local.apply(alone);
    closing.accept(alone);
    Options shared = Options.NONE.with(StandardSocketOptions.SO_REUSEPORT, true);
    List<S> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(opening.open(at, shared));
      }
      return sockets;
    } catch (IOException | RuntimeException e) {
      sockets.forEach(closing);
      throw e;
    }
  }
}
