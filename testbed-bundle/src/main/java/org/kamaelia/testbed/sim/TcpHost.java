package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The TCP of a host: its connections and ports. Under the simulation's lock. */
final class TcpHost {
  private final Host host;
  private final RandomGenerator random;
  private final Map<Flow, Connection> connections = new LinkedHashMap<>();
  private final List<SimulatedPort> ports = new ArrayList<>();
  private final Numbers numbers = new Numbers();

  TcpHost(Host host, RandomGenerator random) {
    this.host = host;
    this.random = random;
  }

  List<SocketInfo> netstat() {
    List<SocketInfo> sockets = new ArrayList<>();
    for (SimulatedPort port : ports) {
      var local = (InetSocketAddress) port.address();
      sockets.add(new SocketInfo("tcp", local, Optional.empty(), "LISTEN", port.waiting(), 0));
    }
    for (Connection connection : connections.values()) {
      Tcp tcp = connection.tcp();
      sockets.add(
          new SocketInfo(
              "tcp",
              tcp.flow.from,
              Optional.of(tcp.flow.to),
              tcp.state().netstat(),
              tcp.readable(),
              tcp.unacknowledged()));
    }
    return sockets;
  }

  /** All is gone, and nobody is told. */
  void crash() {
    List.copyOf(ports).forEach(SimulatedPort::crash);
    for (Connection connection : List.copyOf(connections.values())) {
      connection.tcp().fail(new SocketException("Network is down"));
      connection.settle();
    }
  }

  // What programs ask for.

  SimulatedPort listen(InetSocketAddress wanted, int backlog, SocketSettings settings)
      throws IOException {
    requireOwn(host, wanted);
    InetSocketAddress address = numbered(wanted, this::isFree);
    if (!isFree(address)) {
      throw new BindException("Address already in use: " + Names.text(address));
    }
    SimulatedPort port = new SimulatedPort(host, address, backlog, settings);
    ports.add(port);
    return port;
  }

  private InetSocketAddress numbered(InetSocketAddress wanted, Predicate<InetSocketAddress> free)
      throws BindException {
    return wanted.getPort() != 0 ? wanted : numbers.next(wanted.getAddress(), free);
  }

  private boolean isFree(InetSocketAddress address) {
    for (SimulatedPort port : ports) {
      if (Any.overlap((InetSocketAddress) port.address(), address)) {
        return false;
      }
    }
    return true;
  }

  static void requireOwn(Host host, InetSocketAddress address) throws IOException {
    requireResolved(address);
    if (!host.has(address.getAddress()) && !address.getAddress().isMulticastAddress()) {
      throw new BindException("Cannot assign requested address: " + Names.text(address));
    }
  }

  static void requireResolved(InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("not an address for this transport: " + address);
    }
  }

  SimulatedStream connect(InetSocketAddress peer, SocketSettings settings) throws IOException {
    requireResolved(peer);
    InetAddress there = peer.getAddress();
    if (there.isMulticastAddress()) {
      throw new SocketException("Network is unreachable: " + Names.text(peer));
    }
    Host destination = host.owner(there);
    if (destination == null || (destination != host && host.routes.towards(destination) == null)) {
      throw new NoRouteToHostException("No route to host: " + Names.text(peer));
    }
    InetSocketAddress local =
        numbers.next(
            host.facing(there),
            address ->
                isFree(address)
                    && !connections.containsKey(
                        new Flow(Flow.TCP, address, peer, host, destination)));
    Flow flow = new Flow(Flow.TCP, local, peer, host, destination);
    TcpSettings tcp = settings.tcp(host.tcp());
    Connection connection = new Connection(host, null);
    connections.put(flow, connection);
    connection.begin(
        Tcp.connect(
            flow,
            tcp,
            tcp.congestionControl().get(),
            random.nextInt(),
            host::send,
            host.simulation().now()));
    return new SimulatedStream(host, connection, settings);
  }

  // What comes.

  void receive(Segment segment) {
    Flow flow = segment.flow.reverse();
    Connection connection = connections.get(flow);
    boolean opens = (segment.flags & (Segment.SYN | Segment.ACK | Segment.RST)) == Segment.SYN;
    if (connection != null && opens && connection.tcp().state() == Tcp.State.TIME_WAIT) {
      connections.remove(flow); // RFC 6191: a new one of the same addresses
      connection = null;
    }
    if (connection != null) {
      connection.receive(segment);
      return;
    }
    SimulatedPort port = opens ? port(flow.from) : null;
    if (port == null) {
      if (!segment.has(Segment.RST)) {
        host.send(Tcp.reset(flow, segment));
      }
    } else if (port.hasRoom()) {
      answer(segment, flow, port);
    }
  }

  /** A packet of a connection was too large for the path. */
  void tooLarge(Flow flow, int most) {
    Connection connection = connections.get(flow);
    if (connection != null) {
      connection.tcp().tooLarge(most, host.simulation().now());
      connection.settle();
    }
  }

  private void answer(Segment syn, Flow flow, SimulatedPort port) {
    TcpSettings tcp = port.settings().tcp(host.tcp());
    Connection connection = new Connection(host, port);
    connections.put(flow, connection);
    port.begins(connection);
    connection.begin(
        Tcp.answer(
            flow,
            tcp,
            tcp.congestionControl().get(),
            random.nextInt(),
            host::send,
            syn,
            host.simulation().now()));
  }

  private @Nullable SimulatedPort port(InetSocketAddress address) {
    for (SimulatedPort port : ports) {
      if (Any.covers((InetSocketAddress) port.address(), address)) {
        return port;
      }
    }
    return null;
  }

  void remove(Connection connection) {
    connections.remove(connection.tcp().flow, connection);
  }

  void remove(SimulatedPort port) {
    ports.remove(port);
  }
}
