package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Clock;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;

/** Opens the ports of listeners. */
final class PortOpener {
  private final Transport transport;
  private final Loop portsLoop;
  private final List<Loop> loops;
  private final Arrivals arrivals;

  /** Where those go who come. */
  interface Arrivals {
    /** A connection. On the ports' loop. */
    void accepted(Listener listener, Stream stream);

    /** A peer's first datagram; null if the peer is not wanted. On the port's loop. */
    @Nullable DatagramPeer heard(Listener listener, DatagramPort port, InetSocketAddress peer);
  }

  /**
   * @param portsLoop where connections are accepted
   * @param loops where datagrams are received
   */
  PortOpener(Transport transport, Loop portsLoop, List<Loop> loops, Arrivals arrivals) {
    this.transport = transport;
    this.portsLoop = portsLoop;
    this.loops = loops;
    this.arrivals = arrivals;
  }

  /** The time of the loop where connections are accepted. */
  Clock clock() {
    return portsLoop.clock();
  }

  /**
   * Opens the port that a listener asks for.
   *
   * @throws IOException why it cannot be had
   */
  OpenPort open(Listener listener, ProtocolEntry protocol, SocketAddress address)
      throws IOException {
    ListenerSpec spec = listener.spec();
    boolean datagrams = spec.address() instanceof Address.Udp;
    Carrier needed = datagrams ? Carrier.DATAGRAM : Carrier.STREAM;
    if (!protocol.carriers().contains(needed)) {
      throw new IOException(
          "%s %s is not for %ss"
              .formatted(protocol.name(), protocol.version(), needed)
              .toLowerCase(Locale.ROOT));
    }
    String name = "net/listener[" + spec.name() + "]";
    if (datagrams) {
      if (!spec.get(ListenerSettings.TLS_CERTIFICATES).isEmpty()) {
        throw new IOException("there is no TLS over datagrams: take tlsCertificates away");
      }
      List<Datagrams> sockets = sockets((InetSocketAddress) address);
      return OpenPort.start(name, sockets.getFirst().local(), places(listener, sockets));
    }
    Port port = listen(address, spec);
    var acceptor =
        new Acceptor(
            portsLoop,
            port,
            stream -> arrivals.accepted(listener, stream),
            stream -> listener.shed(stream, portsLoop.clock()));
    return OpenPort.start(
        name, port.address(), List.of(new OpenPort.Place(portsLoop, acceptor, port::close)));
  }

  private Port listen(SocketAddress address, ListenerSpec spec) throws IOException {
    Port port = transport.listen(address, spec.get(ListenerSettings.BACKLOG), Options.NONE);
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

  private List<OpenPort.Place> places(Listener listener, List<Datagrams> sockets) {
    List<OpenPort.Place> places = new ArrayList<>();
    for (int i = 0; i < sockets.size(); i++) {
      Loop loop = loops.get(i);
      var port =
          new DatagramPort(
              loop,
              sockets.get(i),
              listener::lost,
              (at, peer) -> arrivals.heard(listener, at, peer));
      places.add(new OpenPort.Place(loop, port, port::close));
    }
    return places;
  }

  /** A socket for each loop where the system spreads peers over sockets, else one. */
  private List<Datagrams> sockets(InetSocketAddress address) throws IOException {
    Datagrams alone = transport.datagrams(address, Options.NONE);
    if (loops.size() == 1
        || !transport.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
      return List.of(alone);
    }
    // Nobody else has the address, which sharing sockets would not tell.
    InetSocketAddress local = alone.local();
    alone.close();
    Options shared = Options.NONE.with(StandardSocketOptions.SO_REUSEPORT, true);
    List<Datagrams> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < loops.size(); i++) {
        sockets.add(transport.datagrams(local, shared));
      }
      return sockets;
    } catch (IOException | RuntimeException e) {
      sockets.forEach(Datagrams::close);
      throw e;
    }
  }
}
