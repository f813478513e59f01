package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The UDP of a host, RFC 768: its sockets, and parts of datagrams. Under the simulation's lock. */
final class UdpHost {
  /** Bytes in a packet over Ethernet; what is larger is sent in parts. */
  private static final int MTU = 1500;

  /** Bytes of a datagram in each part but the last; a multiple of eight. */
  private static final int PART = 1448;

  /** Datagrams of which parts may be missing at one time. */
  private static final int INCOMPLETE = 256;

  private final Host host;
  private final List<SimulatedDatagrams> sockets = new ArrayList<>();
  private final Numbers numbers = new Numbers();
  private final LinkedHashMap<Long, BitSet> parts = new LinkedHashMap<>();

  UdpHost(Host host) {
    this.host = host;
  }

  SimulatedDatagrams open(InetSocketAddress wanted, SocketSettings settings) throws IOException {
    TcpHost.requireOwn(host, wanted);
    boolean shares = settings.get(StandardSocketOptions.SO_REUSEADDR, false);
    InetSocketAddress address =
        wanted.getPort() != 0 ? wanted : numbers.next(wanted.getAddress(), it -> isFree(it, false));
    if (!isFree(address, shares)) {
      throw new BindException("Address already in use: " + Names.text(address));
    }
    SimulatedDatagrams socket = new SimulatedDatagrams(host, address, settings);
    sockets.add(socket);
    return socket;
  }

  private boolean isFree(InetSocketAddress address, boolean shares) {
    for (SimulatedDatagrams socket : sockets) {
      if (Any.overlap(socket.local(), address) && !(shares && socket.shares())) {
        return false;
      }
    }
    return true;
  }

  List<SocketInfo> netstat() {
    return sockets.stream()
        .map(
            socket ->
                new SocketInfo(
                    "udp", socket.local(), Optional.empty(), "", socket.waitingBytes(), 0))
        .toList();
  }

  /** All is gone. */
  void crash() {
    List.copyOf(sockets).forEach(SimulatedDatagrams::close);
    parts.clear();
  }

  void remove(SimulatedDatagrams socket) {
    sockets.remove(socket);
  }

  /** Sends a datagram, in parts if it does not fit into a packet. */
  void send(Flow flow, byte[] payload, int trafficClass, boolean loops) {
    boolean local = flow.destination == host;
    boolean whole = local || payload.length + (flow.isIpv6() ? 48 : 28) <= MTU;
    long number = host.simulation().newNumber();
    int at = 0;
    do {
      int count = whole ? payload.length : Math.min(PART, payload.length - at);
      Fragment fragment = new Fragment(flow, number, payload, at, count);
      fragment.trafficClass(trafficClass);
      host.send(fragment);
      if (loops && host.simulation().groups().members(flow.to.getAddress()).contains(host)) {
        host.loop(fragment);
      }
      at += count;
    } while (at < payload.length);
  }

  void receive(Fragment fragment) {
    if (fragment.isWhole() || isComplete(fragment)) {
      boolean group = fragment.flow.to.getAddress().isMulticastAddress();
      SimulatedDatagrams best = null;
      for (SimulatedDatagrams socket : sockets) {
        if (group) {
          socket.heard(fragment);
        } else if (Any.covers(socket.local(), fragment.flow.to)
            && (best == null || best.local().getAddress().isAnyLocalAddress())) {
          best = socket;
        }
      }
      if (best != null) {
        best.come(fragment);
      }
    }
  }

  private boolean isComplete(Fragment fragment) {
    BitSet there = parts.computeIfAbsent(fragment.number, it -> new BitSet());
    there.set(fragment.at / PART);
    if (there.cardinality() == (fragment.of + PART - 1) / PART) {
      parts.remove(fragment.number);
      return true;
    }
    if (parts.size() > INCOMPLETE) {
      parts.pollFirstEntry();
    }
    return false;
  }
}
