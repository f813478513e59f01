package org.kamaelia.net.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.module.ModuleDescriptor.Version;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.DatagramProtocolFactory;
import org.kamaelia.net.Drained;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.ProtocolInfo;
import org.kamaelia.net.SelfTestException;
import org.kamaelia.net.Server;
import org.kamaelia.net.Setting;
import org.kamaelia.net.Tap;
import org.kamaelia.net.VersionRange;
import org.kamaelia.net.internal.faults.FaultSpec;
import org.kamaelia.net.internal.tls.TlsSpec;
import org.kamaelia.net.internal.tls.Workbench;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.TcpInfo;
import org.kamaelia.net.transport.Transport;

/**
 * The server. Its first loop looks after the ports and runs no protocol, so that new connections
 * are taken even while a protocol holds up its own loop.
 *
 * <p>What is asked of it changes the books under one lock, and is brought about at once; what takes
 * time, the end of connections, is waited for outside the lock.
 */
public final class TcpServer implements Server {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  /** Where the well-known ports of auto-bound protocols begin. */
  private static final int UNPRIVILEGED = 7000;

  /** TLS handshakes at one time: each needs some 50 KiB, and there is time for few of them. */
  private static final int MOST_HANDSHAKES = 1000;

  private final Axon axon;
  private final PortOpener opener;
  private final Connections connections;
  private final AtomicLong registrations = new AtomicLong();

  // Changed under the lock.
  private final Registry registry = new Registry();
  private final Map<String, Listener> listeners = new TreeMap<>();

  /** The listeners that nobody asked for: each serves a protocol at the port that it suggests. */
  private final Map<Listener, String> unasked = new TreeMap<>(Comparator.comparing(Listener::name));

  private final Workbench bench =
      new Workbench(Math.max(2, Runtime.getRuntime().availableProcessors()), MOST_HANDSHAKES);

  private volatile SelfTests.Own selfTests = (bundle, look) -> {};

  private volatile boolean closing;

  /** Runs in a system with a loop for the ports and others for the connections, or one for all. */
  public TcpServer(Transport transport, Axon axon) {
    this.axon = axon;
    List<Loop> loops = axon.loops();
    Loop portsLoop = loops.getFirst();
    List<Loop> serving = loops.size() == 1 ? loops : loops.subList(1, loops.size());
    connections = new Connections(axon, serving);
    opener = new PortOpener(transport, portsLoop, serving, new Arriving());
    LOG.log(
        Level.INFO,
        "{0} loops, {1} transport, {2} carrier",
        loops.size() - 1,
        transport.name(),
        axon.carrierName());
    Group watch = portsLoop.group("net/tls");
    portsLoop.execute(() -> watch.activate(new TlsWatch(bench, this::lookAtTls)));
  }

  /** See {@link Server#start(int)}. */
  public static TcpServer start(int loops) {
    return start(loops, System.getProperty(Transports.PROPERTY, Transports.BEST));
  }

  /**
   * As above.
   *
   * @param transport its name
   */
  static TcpServer start(int loops, String transport) {
    Transports.Choice choice = Transports.choose(transport);
    if (!choice.remark().isEmpty()) {
      LOG.log(Level.INFO, choice.remark());
    }
    return new TcpServer(
        choice.transport(), choice.transport().axon().name("net").loops(loops + 1).start());
  }

  @Override
  public Axon axon() {
    return axon;
  }

  @Override
  public Registration register(String name, String version, ProtocolFactory factory) {
    return register(
        name,
        version,
        factory.getClass().getName(),
        0,
        0,
        EnumSet.allOf(Carrier.class),
        factory,
        null);
  }

  @Override
  public Registration register(String name, String version, DatagramProtocolFactory factory) {
    return register(
        name, version, factory.getClass().getName(), 0, 0, Set.of(), ProtocolEntry.NONE, factory);
  }

  /**
   * As above, and serves the protocol at the port that it suggests if no listener asks for it.
   *
   * @param bundle whose it is, 0 for no bundle's
   * @param sockets serves datagrams, if it is there
   */
  Registration register(
      String name,
      String version,
      String origin,
      long bundle,
      int port,
      Set<Carrier> carriers,
      ProtocolFactory factory,
      @Nullable DatagramProtocolFactory sockets) {
    Set<Carrier> all = EnumSet.noneOf(Carrier.class);
    all.addAll(carriers);
    if (sockets != null) {
      all.add(Carrier.DATAGRAM);
    }
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a protocol's name has lower-case letters, digits and hyphens: not " + name);
    }
    ProtocolEntry entry =
        new ProtocolEntry(
            name,
            Version.parse(version),
            origin,
            bundle,
            port,
            Set.copyOf(all),
            factory,
            sockets,
            factory.handsOver(),
            registrations.incrementAndGet());
    synchronized (this) {
      requireOpen();
      registry.add(entry);
      if (registry.offers(entry)) {
        offer(entry);
      }
      settle(name);
    }
    return () -> withdraw(entry);
  }

  private void withdraw(ProtocolEntry entry) {
    boolean replaced;
    synchronized (this) {
      if (!registry.remove(entry)) {
        return;
      }
      // its connections will come anew
      replaced = registry.best(entry.name(), VersionRange.ANY).isPresent();
      if (!closing) {
        settle(entry.name());
      }
    }
    String reason = "%s %s is taken away".formatted(entry.name(), entry.version());
    report(
        reason,
        replaced
            ? connections.finish(entry, reason)
            : connections.finish(connection -> connection.protocol() == entry, reason));
  }

  @Override
  public synchronized Stage stage(long bundle) {
    requireOpen();
    registry.hold(bundle);
    return new BundleStage(this, bundle);
  }

  /** Where bundles' own tests are found. */
  void selfTests(SelfTests.Own own) {
    selfTests = own;
  }

  /** See {@link Stage#test}. */
  void test(long bundle, Duration within) throws SelfTestException {
    List<ProtocolEntry> protocols;
    synchronized (this) {
      protocols = registry.of(bundle);
    }
    new SelfTests(selfTests, within).run(bundle, protocols);
  }

  /** See {@link Stage#release}. */
  List<String> release(long bundle, long replaced) {
    List<ProtocolEntry> old;
    List<String> moved;
    synchronized (this) {
      requireOpen();
      final Map<Listener, List<ProtocolEntry>> before = given();
      old = replaced == 0 ? List.of() : registry.of(replaced);
      registry.release(bundle, replaced);
      List<ProtocolEntry> released = registry.of(bundle);
      released.forEach(this::offer);
      Set<String> names = new TreeSet<>();
      released.forEach(entry -> names.add(entry.name()));
      old.forEach(entry -> names.add(entry.name()));
      names.forEach(this::settle);
      moved =
          given().entrySet().stream()
              .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
              .map(entry -> entry.getKey().name())
              .toList();
    }
    for (ProtocolEntry entry : old) {
      connections.replace(entry, "%s %s is replaced".formatted(entry.name(), entry.version()));
    }
    return moved;
  }

  /** See {@link Stage#close}. */
  synchronized void abandon(long bundle) {
    registry.abandon(bundle);
  }

  @Override
  public synchronized List<ProtocolInfo> protocols() {
    return infos(registry.all());
  }

  /** Those of a bundle. */
  synchronized List<ProtocolInfo> protocols(long bundle) {
    return infos(registry.of(bundle));
  }

  private List<ProtocolInfo> infos(List<ProtocolEntry> entries) {
    Map<Listener, List<ProtocolEntry>> given = given();
    Map<Long, Integer> counts = connections.counts();
    return entries.stream()
        .map(
            entry ->
                new ProtocolInfo(
                    entry.name(),
                    entry.version().toString(),
                    entry.origin(),
                    entry.bundle(),
                    entry.port(),
                    registry.state(entry),
                    given.entrySet().stream()
                        .filter(each -> each.getValue().contains(entry))
                        .map(each -> each.getKey().name())
                        .toList(),
                    counts.getOrDefault(entry.number(), 0)))
        .toList();
  }

  @Override
  public synchronized List<ListenerInfo> listeners() {
    Map<Listener, List<Conversation<?>>> open = connections.byListener();
    return listeners.values().stream()
        .map(listener -> listener.info(open.getOrDefault(listener, List.of())))
        .toList();
  }

  @Override
  public List<ConnectionInfo> connections() {
    return connections.infos();
  }

  @Override
  public Map<Long, TcpInfo> tcpInfos() {
    return connections.tcpInfos();
  }

  @Override
  public Registration tap(long connection, Tap tap) {
    if (!connections.has(connection)) {
      throw new IllegalArgumentException("there is no connection " + connection);
    }
    Predicate<Conversation<?>> it = each -> each.id() == connection;
    connections.tap(it, tap);
    return () -> connections.untap(it, tap);
  }

  @Override
  public Registration tap(String name, Tap tap) {
    Listener listener;
    synchronized (this) {
      listener = find(name);
    }
    // Those that begin meanwhile are told by both, and take it for once.
    Predicate<Conversation<?>> its = each -> each.through() == listener;
    listener.taps().add(tap);
    connections.tap(its, tap);
    return () -> {
      listener.taps().remove(tap);
      connections.untap(its, tap);
    };
  }

  @Override
  public synchronized ListenerInfo bind(ListenerSpec spec) {
    requireOpen();
    // Or it is said what cannot be.
    var _ = TlsSpec.of(spec);
    var _ = opener.options(spec);
    FaultSpec.check(spec);
    for (Listener other : askers(spec.protocol())) {
      // Now somebody has asked.
      if (unasked.remove(other) != null && !other.name().equals(spec.name())) {
        drop(other);
      }
    }
    Listener listener = listeners.get(spec.name());
    if (listener == null) {
      listener = newListener(spec);
    } else {
      boolean limits = spec.differs(listener.spec(), Setting.Effect.ALL);
      listener.spec(spec);
      if (limits) {
        connections.limit(listener);
      }
    }
    bringAbout(listener);
    return info(listener);
  }

  @Override
  public void unbind(String name) {
    Listener listener;
    synchronized (this) {
      listener = find(name);
      unasked.remove(listener);
      drop(listener);
    }
    finish(connection -> connection.through() == listener, "listener " + name + " is unbound");
  }

  @Override
  public synchronized ListenerInfo retry(String name) {
    requireOpen();
    Listener listener = find(name);
    bringAbout(listener);
    return info(listener);
  }

  @Override
  public synchronized ListenerInfo suspend(String name) {
    requireOpen();
    Listener listener = find(name);
    listener.suspend();
    return info(listener);
  }

  @Override
  public synchronized ListenerInfo resume(String name) {
    requireOpen();
    Listener listener = find(name);
    listener.resume();
    bringAbout(listener);
    return info(listener);
  }

  @Override
  public CompletionStage<Drained> drain(String name) {
    Listener listener;
    synchronized (this) {
      suspend(name);
      listener = find(name);
    }
    return connections.drain(
        connection -> connection.through() == listener, "listener " + name + " is drained");
  }

  @Override
  public CompletionStage<Drained> closeConnections(Predicate<Connection> which, boolean reset) {
    return connections.close(which::test, reset);
  }

  @Override
  public List<ListenerInfo> reloadTls() {
    withTls().forEach(listener -> listener.tls().reload());
    return listeners().stream().filter(info -> info.tls().isPresent()).toList();
  }

  private void lookAtTls() {
    withTls().forEach(listener -> listener.tls().look());
  }

  private synchronized List<Listener> withTls() {
    return listeners.values().stream()
        .filter(listener -> listener.tls().serving() != null)
        .toList();
  }

  /** Closes all ports, and waits until the connections have finished or their time is up. */
  void finish(String reason) {
    synchronized (this) {
      closing = true;
      listeners.values().forEach(Listener::close);
    }
    finish(connection -> true, reason);
  }

  @Override
  public void close() {
    finish("the server is closed");
    axon.shutdown(Duration.ZERO, "the server is closed");
    bench.close();
  }

  // Under the lock.

  private ListenerInfo info(Listener listener) {
    return listener.info(connections.of(listener));
  }

  private void bringAbout(Listener listener) {
    ListenerSpec spec = listener.spec();
    registry
        .best(spec.protocol(), spec.get(ListenerSettings.VERSION))
        .ifPresentOrElse(
            entry -> listener.serve(entry, listeners.values()),
            () ->
                listener.await(registry.lack(spec.protocol(), spec.get(ListenerSettings.VERSION))));
  }

  /** Serves a protocol at the port that it suggests, if nobody asks for it elsewhere. */
  private void offer(ProtocolEntry entry) {
    String name = entry.name();
    if (entry.port() != 0 && askers(name).isEmpty() && !listeners.containsKey(name)) {
      int chosen = entry.port() < 1024 ? UNPRIVILEGED + entry.port() : entry.port();
      unasked.put(newListener(ListenerSpec.of(name, name, "127.0.0.1:" + chosen)), name);
    }
  }

  /** Other versions of a protocol are there, or offered, than before. */
  private void settle(String protocol) {
    for (Listener listener : askers(protocol)) {
      bringAbout(listener);
      if (registry.best(protocol, VersionRange.ANY).isEmpty() && unasked.remove(listener) != null) {
        drop(listener);
      }
    }
  }

  /** What each listener gives to new connections. */
  private Map<Listener, List<ProtocolEntry>> given() {
    Map<Listener, List<ProtocolEntry>> given = new TreeMap<>(Comparator.comparing(Listener::name));
    for (Listener listener : listeners.values()) {
      ListenerSpec spec = listener.spec();
      List<String> others = new ArrayList<>(spec.get(ListenerSettings.ALPN).values());
      others.addAll(spec.get(ListenerSettings.SNIFF));
      List<ProtocolEntry> all = new ArrayList<>();
      registry.best(spec.protocol(), spec.get(ListenerSettings.VERSION)).ifPresent(all::add);
      others.forEach(name -> registry.best(name, VersionRange.ANY).ifPresent(all::add));
      given.put(listener, all);
    }
    return given;
  }

  private List<Listener> askers(String protocol) {
    return new ArrayList<>(listeners.values())
        .stream().filter(listener -> listener.spec().protocol().equals(protocol)).toList();
  }

  private Listener newListener(ListenerSpec spec) {
    Listener listener = new Listener(spec, opener, registry);
    listeners.put(spec.name(), listener);
    return listener;
  }

  private void drop(Listener listener) {
    listeners.remove(listener.name());
    listener.drop();
    LOG.log(Level.INFO, "listener {0} is gone", listener.name());
  }

  Listener find(String name) {
    Listener listener = listeners.get(name);
    if (listener == null) {
      throw new IllegalArgumentException(
          "there is no listener %s; there are %s".formatted(name, listeners.keySet()));
    }
    return listener;
  }

  private void requireOpen() {
    if (closing) {
      throw new IllegalStateException("the server is being closed");
    }
  }

  // Outside the lock.

  private final class Arriving implements PortOpener.Arrivals {
    @Override
    public boolean hasRoom(@Nullable Loop loop, Runnable whenRoom) {
      return connections.hasRoom(loop, whenRoom);
    }

    @Override
    public void accepted(Listener listener, Stream stream, @Nullable Loop loop) {
      if (closing) {
        stream.close();
        return;
      }
      Listener.Admitted admitted = listener.admit(stream, opener.clock(), bench);
      if (admitted != null) {
        connections.begin(listener, admitted, loop, TcpServer.this::isUnwanted);
      }
    }

    @Override
    public @Nullable DatagramConversation<?> heard(
        Listener listener, DatagramPort port, InetSocketAddress peer) {
      ProtocolEntry serving = closing ? null : listener.serving();
      if (serving != null && serving.sockets() != null) {
        return listener.hears(peer, port.at().clock()) ? whole(listener, serving, port) : null;
      }
      return closing || !listener.admit(peer, port.at().clock())
          ? null
          : connections.begin(listener, port, peer, TcpServer.this::isUnwanted);
    }

    private @Nullable SocketConversation whole(
        Listener listener, ProtocolEntry serving, DatagramPort port) {
      SocketConversation now = port.whole(serving);
      if (now != null || !port.mayBegin()) {
        return now;
      }
      listener.joinedSocket();
      return port.begin(
          connections.begin(
              listener, serving, port, it -> isUnwanted(it) || !registry.offers(serving)));
    }
  }

  /** Whether it came while its listener was going away. */
  private boolean isUnwanted(Conversation<?> connection) {
    return closing || connection.through().isGone();
  }

  private void finish(Predicate<Conversation<?>> which, String reason) {
    report(reason, connections.finish(which, reason));
  }

  private void report(String reason, boolean allHaveEnded) {
    if (!allHaveEnded) {
      LOG.log(Level.WARNING, "{0}, but connections are left: {1}", reason, stalled());
    }
  }

  private List<String> stalled() {
    return axon.stalls().stream()
        .map(stall -> stall.component() + " holds up " + stall.loop())
        .toList();
  }
}
