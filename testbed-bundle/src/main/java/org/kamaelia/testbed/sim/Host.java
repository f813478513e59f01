package org.kamaelia.testbed.sim;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.net.transport.Transport;

/**
 * A machine of a {@link Simulation}: it has addresses, a system of components, and a transport
 * through which they reach other hosts. A host with several paths passes on what is for others.
 */
public final class Host {
  private static final int SCRATCH = 16 << 10;

  private final Simulation simulation;
  private final String name;
  private final int number;
  private final InetAddress ipv4;
  private final InetAddress ipv6;
  private final HostTransport transport;
  final Routes routes;
  final TcpHost tcpHost;
  final UdpHost udpHost;
  private @Nullable Path loopback;
  private final Map<Loop, ByteBuffer> scratches = new ConcurrentHashMap<>();
  private TcpSettings tcp = TcpSettings.LINUX;
  private @Nullable SteppedAxon axon;
  private boolean enlisted;
  private boolean down;
  private int lives;
  private @Nullable Consumer<? super Host> program;
  private CpuCost cpu = CpuCost.NONE;

  /** Until when its processor has something to do. */
  private long busyUntil;

  /** Packets that leave when it has come to them. */
  private int leaving;

  /** When this is looked at for a timer of its system. */
  private long scheduled = Long.MAX_VALUE;

  Host(Simulation simulation, String name, int number) {
    this.simulation = simulation;
    this.name = name;
    this.number = number;
    int high = (number + 1) >>> 16;
    int middle = (number + 1) >>> 8;
    ipv4 = address(new byte[] {10, (byte) high, (byte) middle, (byte) (number + 1)});
    byte[] six = new byte[16];
    six[0] = (byte) 0xfd;
    six[13] = (byte) high;
    six[14] = (byte) middle;
    six[15] = (byte) (number + 1);
    ipv6 = address(six);
    routes = new Routes(simulation, this);
    RandomGenerator random = simulation.random("host " + name);
    tcpHost = new TcpHost(this, random);
    udpHost = new UdpHost(this);
    transport = new HostTransport(this);
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("of a right length", e);
    }
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Its IPv4 address: 10.0.0.1 of the first host, and so on. */
  public InetAddress ipv4() {
    return ipv4;
  }

  /** Its IPv6 address: fd00::1 of the first host, and so on. */
  public InetAddress ipv6() {
    return ipv6;
  }

  /** Its sockets. */
  public Transport transport() {
    return transport;
  }

  /** How new connections speak TCP. */
  public TcpSettings tcp() {
    return tcp;
  }

  /** Has new connections speak TCP in another way. */
  public Host tcp(TcpSettings settings) {
    tcp = settings;
    return this;
  }

  /**
   * Gives it a processor that takes its time. While it is busy its components have no turns, and
   * what it sends leaves when it has come to that: of a thousand answers the last one is a thousand
   * times as late as the first. What its components do besides costs nothing.
   */
  public Host cpu(CpuCost cost) {
    cpu = cost;
    return this;
  }

  /**
   * Begins something here, now and after each {@link #restart}: what a machine does when it is
   * switched on, such as to start a server. A program takes the place of the one before.
   */
  public Host program(Consumer<? super Host> begins) {
    program = begins;
    if (!down) {
      begins.accept(this);
    }
    return this;
  }

  /**
   * Its system, where its components live: one loop, in the simulation's time, whose transport is
   * this host's. What moves its time moves that of the simulation.
   */
  public SteppedAxon axon() {
    if (axon == null) {
      String life = lives == 0 ? "" : " life " + lives;
      long seed = simulation.random("axon " + name + life).nextLong();
      axon = new SteppedAxon(seed, simulation.timekeeper(), new HostPoller(this, true));
      enlist();
    }
    return axon;
  }

  /**
   * Power fails: its components stop, its sockets are gone, and nobody is told. What is sent to it
   * is lost, and it passes nothing on, until {@link #restart}. Not from within a component.
   */
  public void crash() {
    if (simulation.isStepping()) {
      throw new IllegalStateException("a host does not crash within a turn of a component");
    }
    if (down) {
      return;
    }
    synchronized (simulation.lock) {
      down = true;
      tcpHost.crash();
      udpHost.crash();
    }
    SteppedAxon dying = axon;
    if (dying != null) {
      dying.close();
      dying.runUntilIdle();
    }
  }

  /**
   * It is there again after a {@link #crash}, and begins its {@link #program}: {@link #axon} is a
   * new one. Without effect on a host that runs.
   */
  public void restart() {
    if (!down) {
      return;
    }
    down = false;
    axon = null;
    enlisted = false;
    lives++;
    scheduled = Long.MAX_VALUE;
    busyUntil = 0;
    if (program != null) {
      program.accept(this);
    }
  }

  /** Its sockets: ports, connections, then those for datagrams. */
  public List<SocketInfo> netstat() {
    synchronized (simulation.lock) {
      List<SocketInfo> sockets = new ArrayList<>(tcpHost.netstat());
      sockets.addAll(udpHost.netstat());
      return sockets;
    }
  }

  @Override
  public String toString() {
    return name;
  }

  int number() {
    return number;
  }

  Simulation simulation() {
    return simulation;
  }

  ByteBuffer scratch(Loop loop) {
    return axon != null && axon.loops().getFirst() == loop
        ? simulation.scratch() // turns of simulated hosts do not overlap
        : scratches.computeIfAbsent(loop, each -> ByteBuffer.allocateDirect(SCRATCH));
  }

  // Its system.

  /** Is to have a turn. */
  void enlist() {
    if (enlisted || axon == null) {
      return;
    }
    enlisted = true;
    if (busyUntil <= simulation.now()) {
      simulation.enlist(this);
    } else {
      synchronized (simulation.lock) {
        simulation.schedule(busyUntil, () -> simulation.enlist(this));
      }
    }
  }

  /** A program has read or written a message of so many bytes. Under the lock. */
  void charge(int bytes) {
    if (cpu != CpuCost.NONE) {
      busyUntil = Math.max(busyUntil, simulation.now()) + cpu.nanos(bytes);
    }
  }

  /** Does what there is to do now. */
  void step() {
    enlisted = false;
    SteppedAxon own = axon;
    if (own == null) {
      return;
    }
    own.runUntilIdle();
    long next = own.nextTimer();
    if (next < scheduled) {
      scheduled = next;
      synchronized (simulation.lock) {
        simulation.schedule(next, this::timer);
      }
    }
  }

  private void timer() {
    if (simulation.now() >= scheduled) {
      scheduled = Long.MAX_VALUE;
      enlist();
    }
  }

  // Packets. Under the lock.

  /** Whether an address is one of this host's. */
  boolean has(InetAddress address) {
    return address.equals(ipv4)
        || address.equals(ipv6)
        || address.isLoopbackAddress()
        || address.isAnyLocalAddress();
  }

  /** Whose an address is, as this host sees it. */
  @Nullable Host owner(InetAddress address) {
    return has(address) ? this : simulation.owner(address);
  }

  /** With which address it speaks to another one. */
  InetAddress facing(InetAddress peer) {
    if (has(peer) && !peer.isAnyLocalAddress()) {
      return peer;
    }
    return peer instanceof Inet4Address ? ipv4 : ipv6;
  }

  void send(SimulatedPacket packet) {
    if (down) {
      return;
    }
    if (leaving == 0 && busyUntil <= simulation.now()) {
      leave(packet);
      return;
    }
    int life = lives;
    leaving++;
    simulation.schedule(
        busyUntil,
        () -> {
          leaving--;
          if (!down && life == lives) {
            leave(packet);
          }
        });
  }

  private void leave(SimulatedPacket packet) {
    simulation.trace().add(simulation.now(), Trace.Event.SENT, number, packet);
    forward(packet);
  }

  private void forward(SimulatedPacket packet) {
    Host destination = packet.flow.destination;
    if (destination == this) {
      loop(packet);
      return;
    }
    if (destination == null) {
      multicast(packet);
      return;
    }
    Path path = routes.towards(destination);
    if (path == null) {
      drop(packet);
    } else {
      path.send(packet);
    }
  }

  private void multicast(SimulatedPacket packet) {
    Host origin = packet.flow.origin;
    if (origin == null || !packet.flow.to.getAddress().isMulticastAddress()) {
      drop(packet);
      return;
    }
    for (Path path : origin.routes.branches(this, packet.flow.to.getAddress())) {
      path.send(packet);
    }
  }

  /** For this host itself. */
  void loop(SimulatedPacket packet) {
    if (loopback == null) {
      loopback = simulation.path(this, this, LinkSpec.ideal());
    }
    loopback.send(packet);
  }

  void drop(SimulatedPacket packet) {
    simulation.trace().add(simulation.now(), Trace.Event.DROPPED, number, packet);
  }

  void arrived(SimulatedPacket packet, Path by) {
    if (down) {
      drop(packet);
      return;
    }
    boolean group = packet.flow.destination == null;
    if (packet.flow.destination == this || group) {
      deliver(packet);
    }
    if (packet.flow.destination != this && by != loopback) {
      if (!group) {
        simulation.trace().add(simulation.now(), Trace.Event.FORWARDED, number, packet);
      }
      forward(packet);
    }
  }

  private void deliver(SimulatedPacket packet) {
    if (packet.flow.origin == this || simulation.faults().isNone()) {
      accept(packet);
    } else {
      simulation.faults().judge(packet, this);
    }
  }

  /** A packet is here, whatever was wrong on the way. */
  void accept(SimulatedPacket packet) {
    if (down) {
      drop(packet);
    } else if (packet.corrupt) {
      drop(packet); // the checksum tells
    } else {
      simulation.trace().add(simulation.now(), Trace.Event.RECEIVED, number, packet);
      switch (packet) {
        case Segment segment -> tcpHost.receive(segment);
        case Fragment fragment -> udpHost.receive(fragment);
      }
    }
  }

  void remove(Connection connection) {
    tcpHost.remove(connection);
  }

  void remove(SimulatedPort port) {
    tcpHost.remove(port);
  }
}
