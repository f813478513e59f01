package org.kamaelia.net.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;

/**
 * An operator's wish, and what has become of it. It outlives the protocols that are bound to it.
 *
 * <p>Threading: changed under the server's lock; what a connection reads is volatile.
 */
final class Listener {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  private final Loop loop;
  private final Transport transport;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile ListenerSpec spec;
  private volatile @Nullable ProtocolEntry protocol;
  private volatile boolean gone;
  private @Nullable Acceptor acceptor;
  private @Nullable Group ports;
  private String reason = "";

  /**
   * @param loop where its port is looked after
   */
  Listener(ListenerSpec spec, Loop loop, Transport transport) {
    this.spec = spec;
    this.loop = loop;
    this.transport = transport;
  }

  String name() {
    return spec.name();
  }

  ListenerSpec spec() {
    return spec;
  }

  // From connections.

  /**
   * The protocol for a new connection; null if there is none, or there are too many connections.
   */
  @Nullable ProtocolEntry admit() {
    ProtocolEntry given = protocol;
    if (given == null || connections.get() >= spec.maxConnections()) {
      refused.incrementAndGet();
      return null;
    }
    accepted.incrementAndGet();
    return given;
  }

  void opened() {
    connections.incrementAndGet();
  }

  void closed() {
    connections.decrementAndGet();
  }

  // Under the server's lock.

  /** Takes note of a new wish; {@link #serve} brings it about. */
  void spec(ListenerSpec wish) {
    spec = wish;
  }

  /**
   * Gives the protocol to new connections, and opens the port, or moves it, if need be.
   *
   * @param accepted what comes
   * @param all the server's listeners, one of which may have the address already
   */
  void serve(ProtocolEntry best, Consumer<Stream> accepted, Collection<Listener> all) {
    boolean news = protocol != best;
    protocol = best;
    if (acceptor == null || !isAt(address(acceptor))) {
      news |= open(accepted, all);
    }
    if (acceptor != null && news) {
      LOG.log(
          Level.INFO,
          "listener {0} serves {1} {2} at {3}",
          name(),
          best.name(),
          best.version(),
          address());
    }
  }

  /** Closes the port until there is a protocol. */
  void await() {
    boolean news = protocol != null || acceptor != null;
    protocol = null;
    close();
    reason = "there is no protocol " + spec.protocol();
    if (news) {
      LOG.log(Level.INFO, "listener {0} waits: {1}", name(), reason);
    }
  }

  /** Closes the port; connections are left alone. */
  void close() {
    if (acceptor != null && ports != null) {
      // At once, even if the loop is held up.
      acceptor.port().close();
      ports.stop("the port is closed");
    }
    acceptor = null;
    ports = null;
  }

  /** Closes the port for good. */
  void drop() {
    gone = true;
    close();
  }

  /** Whether connections are no longer wanted. Any thread. */
  boolean isGone() {
    return gone;
  }

  ListenerInfo info() {
    ProtocolEntry serving = protocol;
    return new ListenerInfo(
        spec,
        acceptor != null
            ? ListenerInfo.State.SERVING
            : serving == null ? ListenerInfo.State.WAITING : ListenerInfo.State.FAILED,
        reason,
        address(),
        serving == null ? "" : serving.version().toString(),
        connections.get(),
        accepted.get(),
        refused.get());
  }

  /** The address where it listens, or would. */
  String address() {
    return acceptor == null ? spec.address() : Addresses.text(address(acceptor));
  }

  private boolean isAt(InetSocketAddress open) {
    InetSocketAddress wanted = new InetSocketAddress(spec.host(), spec.port());
    return open.getAddress().equals(wanted.getAddress())
        && (spec.port() == 0 || spec.port() == open.getPort());
  }

  /** Opens the port; if that fails, an earlier one stays. */
  private boolean open(Consumer<Stream> accepted, Collection<Listener> all) {
    InetSocketAddress address = new InetSocketAddress(spec.host(), spec.port());
    String before = reason;
    try {
      if (address.isUnresolved()) {
        throw new IOException("the host " + spec.host() + " is not known");
      }
      Acceptor next =
          new Acceptor(loop, transport.listen(address, spec.backlog(), Options.NONE), accepted);
      close();
      acceptor = next;
      reason = "";
      Group group = loop.group("net/listener[" + name() + "]");
      ports = group;
      loop.execute(() -> group.activate(next));
      return true;
    } catch (IOException e) {
      reason = explain(e, address, all);
      if (!reason.equals(before)) {
        LOG.log(Level.WARNING, "listener {0} cannot open {1}: {2}", name(), spec.address(), reason);
      }
      return false;
    }
  }

  private String explain(IOException e, InetSocketAddress address, Collection<Listener> all) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Permission denied") && spec.port() < 1024) {
      return message
          + "; ports below 1024 need the right to open them (CAP_NET_BIND_SERVICE on Linux)";
    }
    return all.stream()
        .filter(other -> other != this && other.holds(address))
        .findFirst()
        .map(other -> message + "; listener " + other.name() + " has it")
        .orElse(message);
  }

  private boolean holds(InetSocketAddress wanted) {
    if (acceptor == null || address(acceptor).getPort() != wanted.getPort()) {
      return false;
    }
    InetAddress mine = address(acceptor).getAddress();
    InetAddress theirs = wanted.getAddress();
    return mine.equals(theirs) || mine.isAnyLocalAddress() || theirs.isAnyLocalAddress();
  }

  private static InetSocketAddress address(Acceptor open) {
    return (InetSocketAddress) open.port().address();
  }
}
