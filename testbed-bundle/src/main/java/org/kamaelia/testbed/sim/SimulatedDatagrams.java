package org.kamaelia.testbed.sim;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Bell;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.LinuxOptions;

/** A socket for datagrams of a simulated host. What it has no room for is lost. */
final class SimulatedDatagrams extends Bell implements Datagrams {
  /** Bytes that wait here, as Linux has it. */
  private static final int ROOM = 212_992;

  /** What a datagram takes of that besides its bytes: many small ones fill it too. */
  private static final int OVERHEAD = 64;

  private final Host host;
  private final InetSocketAddress local;
  private final SocketSettings settings;
  private final Deque<Datagram> waiting = new ArrayDeque<>();

  /** The flow to each peer, so that it is made once. */
  private final Map<InetSocketAddress, Flow> flows = new HashMap<>();

  /** By group the only senders that are wanted; none for all. */
  private final Map<InetAddress, Set<InetAddress>> groups = new HashMap<>();

  private int taken;

  SimulatedDatagrams(Host host, InetSocketAddress local, SocketSettings settings) {
    super(host.simulation().lock);
    this.host = host;
    this.local = local;
    this.settings = settings;
  }

  // Under the lock.

  boolean shares() {
    return settings.get(StandardSocketOptions.SO_REUSEADDR, false);
  }

  int waitingBytes() {
    return waiting.stream().mapToInt(each -> each.payload().remaining()).sum();
  }

  /** A datagram to a group has come to this host. */
  void heard(Fragment datagram) {
    Flow flow = datagram.flow;
    Set<InetAddress> sources = groups.get(flow.to.getAddress());
    if (local.getPort() == flow.to.getPort()
        && sources != null
        && (sources.isEmpty() || sources.contains(flow.from.getAddress()))) {
      come(datagram);
    }
  }

  void come(Fragment datagram) {
    int size = datagram.of + OVERHEAD;
    if (taken + size <= settings.get(StandardSocketOptions.SO_RCVBUF, ROOM)) {
      taken += size;
      // A copy: groups have many members, and it may come again.
      ByteBuffer bytes = ByteBuffer.wrap(datagram.bytes.clone());
      int trafficClass = settings.get(LinuxOptions.IP_RECVTOS, false) ? datagram.trafficClass() : 0;
      waiting.add(new Datagram(datagram.flow.from, bytes, 0, trafficClass));
      ring();
    }
  }

  @Override
  protected boolean readable() {
    return !waiting.isEmpty();
  }

  @Override
  protected boolean writable() {
    return true;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public @Nullable Datagram receive() throws IOException {
    synchronized (lock) {
      requireOpen();
      Datagram next = waiting.poll();
      if (next != null) {
        taken -= next.payload().remaining() + OVERHEAD;
        host.charge(next.payload().remaining());
      }
      return next;
    }
  }

  @Override
  public boolean send(Datagram datagram) throws IOException {
    synchronized (lock) {
      requireOpen();
      ByteBuffer payload = datagram.payload();
      if (payload.remaining() > LARGEST) {
        throw new IOException("a datagram of %d bytes is too large".formatted(payload.remaining()));
      }
      Flow flow = flow(datagram.peer());
      byte[] copy = new byte[payload.remaining()];
      payload.get(payload.position(), copy);
      host.simulation().enter();
      host.charge(copy.length);
      boolean loops = settings.get(StandardSocketOptions.IP_MULTICAST_LOOP, true);
      int trafficClass = settings.get(StandardSocketOptions.IP_TOS, 0);
      host.udpHost.send(flow, copy, trafficClass, loops && flow.destination == null);
      host.simulation().leave();
      return true;
    }
  }

  private Flow flow(InetSocketAddress peer) throws IOException {
    Flow known = flows.get(peer);
    if (known != null) {
      return known;
    }
    if (peer.isUnresolved() || peer.getPort() == 0) {
      throw new IOException("nobody can be reached at " + peer);
    }
    InetAddress there = peer.getAddress();
    Host destination = there.isMulticastAddress() ? null : host.owner(there);
    InetSocketAddress from =
        local.getAddress().isAnyLocalAddress()
            ? new InetSocketAddress(host.facing(there), local.getPort())
            : local;
    Flow flow = new Flow(Flow.UDP, from, peer, host, destination);
    flows.put(peer, flow);
    return flow;
  }

  @Override
  public int flush() {
    return 0;
  }

  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    synchronized (lock) {
      requireOpen();
      Set<InetAddress> sources = groups.get(group);
      if (sources == null) {
        sources = new HashSet<>();
        groups.put(group, sources);
        host.simulation().groups().join(group, host);
      }
      if (source != null) {
        sources.add(source);
      }
    }
  }

  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    synchronized (lock) {
      requireOpen();
      Set<InetAddress> sources = groups.get(group);
      if (sources == null || (source != null && !sources.remove(source))) {
        throw new SocketException("Cannot assign requested address: no member of " + group);
      }
      if (source == null || sources.isEmpty()) {
        drop(group);
      }
    }
  }

  private void drop(InetAddress group) {
    groups.remove(group);
    host.simulation().groups().leave(group, host);
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    synchronized (lock) {
      requireOpen();
      settings.set(option, value);
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!isClosed()) {
        closed();
        host.udpHost.remove(this);
        Set.copyOf(groups.keySet()).forEach(this::drop);
        waiting.clear();
      }
    }
  }
}
