package org.kamaelia.console.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.kamaelia.axon.Axon;
import org.kamaelia.net.Address;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.DatagramProtocolFactory;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerInfo.State;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.Server;
import org.kamaelia.net.Tap;
import org.kamaelia.net.transport.TcpInfo;

/** A server without sockets: a port in {@link #taken} is in use. */
final class FakeServer implements Server {
  final Axon axon = Axon.builder().name("net").loops(2).start();
  final List<ProtocolInfo> protocols = new CopyOnWriteArrayList<>();
  final List<ConnectionInfo> connections = new CopyOnWriteArrayList<>();
  final List<ListenerInfo> listeners = new CopyOnWriteArrayList<>();
  final List<Integer> taken = new CopyOnWriteArrayList<>();

  /** Those who watch, whatever they watch. */
  final List<Tap> taps = new CopyOnWriteArrayList<>();

  /** Whoever asks for the connections has to wait until he is interrupted. */
  volatile boolean stuck;

  /** Whoever asks for the system is told that it is out of order. */
  volatile boolean broken;

  /** Whoever is closed has something to do until {@link #drained}. */
  volatile boolean busy;

  /** How many of those that are closed have to be cut. */
  volatile int cut;

  /** When a listener that drains is drained. */
  volatile CompletableFuture<Drained> drained = new CompletableFuture<>();

  /** Has a permit for each who waits so. */
  final Semaphore waiting = new Semaphore(0);

  void protocol(String name, String version) {
    protocols.add(
        new ProtocolInfo(
            name,
            version,
            "org.kamaelia.protocol." + name,
            0,
            0,
            ProtocolInfo.State.SERVING,
            List.of(),
            0));
  }

  void connection(long id, String peer) {
    connection(id, peer, 1_500_000, 12);
  }

  void connection(long id, String peer, long received, long sent) {
    connections.add(
        new ConnectionInfo(
            id,
            "echo",
            "echo",
            "1.0.0",
            ConnectionInfo.State.ACTIVE,
            false,
            peer,
            "127.0.0.1:7007",
            Duration.ofSeconds(125),
            Duration.ofMillis(3200),
            received,
            sent));
  }

  /** A listener that finds no version of its protocol. */
  void wait(String name, String protocol, String range) {
    listeners.add(
        new ListenerInfo(
            ListenerSpec.of(name, protocol, "127.0.0.1:7007").with("version", range),
            State.WAITING,
            "no %s in %s".formatted(protocol, range),
            "127.0.0.1:7007",
            "",
            0,
            0,
            Map.of(),
            0,
            0,
            0,
            Optional.empty(),
            ""));
  }

  void reset() {
    protocols.clear();
    connections.clear();
    listeners.clear();
    taken.clear();
    stuck = false;
    broken = false;
    busy = false;
    cut = 0;
    drained = new CompletableFuture<>();
    waiting.drainPermits();
  }

  @Override
  public Axon axon() {
    if (broken) {
      throw new IllegalStateException("out of order");
    }
    return axon;
  }

  @Override
  public Registration register(String name, String version, ProtocolFactory factory) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Registration register(String name, String version, DatagramProtocolFactory factory) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Stage stage(long bundle) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ProtocolInfo> protocols() {
    return List.copyOf(protocols);
  }

  @Override
  public List<ListenerInfo> listeners() {
    List<ListenerInfo> sorted = new ArrayList<>(listeners);
    sorted.sort(Comparator.comparing(it -> it.spec().name()));
    return sorted;
  }

  @Override
  public List<ConnectionInfo> connections() {
    if (stuck) {
      waiting.release();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
    return List.copyOf(connections);
  }

  @Override
  public Map<Long, TcpInfo> tcpInfos() {
    Duration rtt = Duration.ofNanos(45_000);
    return connections.isEmpty()
        ? Map.of()
        : Map.of(
            connections.getLast().id(),
            new TcpInfo(
                rtt, rtt, rtt, rtt, 10, 7, 1448, 1500, 3, 0, 2, -1, 5 << 20, 100, 10, 20, 0, 77));
  }

  @Override
  public Registration tap(long connection, Tap tap) {
    return tap(tap);
  }

  @Override
  public Registration tap(String listener, Tap tap) {
    return tap(tap);
  }

  private Registration tap(Tap tap) {
    taps.add(tap);
    return () -> taps.remove(tap);
  }

  @Override
  public ListenerInfo bind(ListenerSpec spec) {
    listeners.removeIf(it -> it.spec().name().equals(spec.name()));
    String faults = spec.get(ListenerSettings.FAULTS);
    boolean free = !(spec.address() instanceof Address.Tcp tcp && taken.contains(tcp.port()));
    ListenerInfo made =
        new ListenerInfo(
            spec,
            free ? State.SERVING : State.FAILED,
            free ? "" : "Address already in use",
            spec.address().toString(),
            "1.0.0",
            0,
            0,
            Map.of(),
            0,
            0,
            0,
            Optional.empty(),
            faults.equals("off") ? "" : faults + " seed=42");
    listeners.add(made);
    return made;
  }

  @Override
  public void unbind(String listener) {
    if (!listeners.removeIf(it -> it.spec().name().equals(listener))) {
      throw new IllegalArgumentException("no listener " + listener);
    }
  }

  @Override
  public List<ListenerInfo> reloadTls() {
    return List.of();
  }

  @Override
  public ListenerInfo suspend(String listener) {
    return become(listener, State.SUSPENDED, 0);
  }

  @Override
  public ListenerInfo resume(String listener) {
    return become(listener, State.SERVING, 0);
  }

  @Override
  public CompletionStage<Drained> drain(String listener) {
    become(listener, State.SUSPENDED, 3);
    return drained;
  }

  @Override
  public CompletionStage<Drained> closeConnections(Predicate<Connection> which, boolean reset) {
    List<ConnectionInfo> meant =
        connections.stream().filter(it -> which.test(new FakeConnection(it))).toList();
    if (busy) {
      return drained;
    }
    connections.removeAll(meant);
    return CompletableFuture.completedFuture(new Drained(meant.size(), reset ? 0 : cut));
  }

  /** A connection of which no more is known than is shown. */
  private record FakeConnection(ConnectionInfo info) implements Connection {
    @Override
    public long id() {
      return info.id();
    }

    @Override
    public String listener() {
      return info.listener();
    }

    @Override
    public SocketAddress peer() {
      return address(info.peer());
    }

    @Override
    public SocketAddress local() {
      return address(info.local());
    }

    private static SocketAddress address(String text) {
      int colon = text.lastIndexOf(':');
      return text.startsWith("unix:")
          ? UnixDomainSocketAddress.of(text.substring("unix:".length()))
          : new InetSocketAddress(
              InetAddress.ofLiteral(text.substring(0, colon).replaceAll("[\\[\\]]", "")),
              Integer.parseInt(text.substring(colon + 1)));
    }
  }

  private ListenerInfo become(String listener, State state, int connections) {
    ListenerSpec spec =
        listeners.stream()
            .map(ListenerInfo::spec)
            .filter(it -> it.name().equals(listener))
            .findFirst()
            .orElseThrow();
    ListenerInfo now =
        new ListenerInfo(
            spec,
            state,
            "",
            spec.address().toString(),
            "1.0.0",
            connections,
            0,
            Map.of(),
            0,
            0,
            0,
            Optional.empty(),
            "");
    listeners.removeIf(it -> it.spec().name().equals(listener));
    listeners.add(now);
    return now;
  }

  @Override
  public ListenerInfo retry(String listener) {
    return bind(
        listeners.stream()
            .map(ListenerInfo::spec)
            .filter(it -> it.name().equals(listener))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no listener " + listener)));
  }

  @Override
  public void close() {
    axon.close();
  }
}
