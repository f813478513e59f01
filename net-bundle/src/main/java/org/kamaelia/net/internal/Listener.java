package org.kamaelia.net.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Setting;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
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

  /** With which the port was opened. */
  private ListenerSpec opened;

  private String reason = "";

  /**
   * @param loop where its port is looked after
   */
  Listener(ListenerSpec spec, Loop loop, Transport transport) {
    this.spec = spec;
    opened = spec;
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
    if (given == null || connections.get() >= spec.get(ListenerSettings.MAX_CONNECTIONS)) {
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
    if (acceptor == null || moves(acceptor) || isSetAnew()) {
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
    return acceptor == null ? spec.address().toString() : Addresses.text(address(acceptor));
  }

  /**
   * Opens the port. If another address cannot be had, the port at the earlier one stays; at the
   * same address it must be closed first.
   */
  private boolean open(Consumer<Stream> accepted, Collection<Listener> all) {
    String before = reason;
    if (acceptor != null && !moves(acceptor)) {
      close();
    }
    try {
      SocketAddress address = Addresses.resolve(spec.address());
      try {
        Acceptor next = new Acceptor(loop, listen(address), accepted);
        close();
        acceptor = next;
        opened = spec;
        reason = "";
        Group group = loop.group("net/listener[" + name() + "]");
        ports = group;
        loop.execute(() -> group.activate(next));
        return true;
      } catch (IOException e) {
        reason = explain(e, address, all);
      }
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    }
    if (!reason.equals(before)) {
      LOG.log(Level.WARNING, "listener {0} cannot open {1}: {2}", name(), spec.address(), reason);
    }
    return false;
  }

  private boolean moves(Acceptor open) {
    return !Addresses.isAt(address(open), spec.address());
  }

  /** Whether the port must be opened again although its address stays. */
  private boolean isSetAnew() {
    return spec.with(ListenerSettings.ADDRESS, opened.address())
        .differs(opened, Setting.Effect.PORT);
  }

  private Port listen(SocketAddress address) throws IOException {
    return transport.listen(address, spec.get(ListenerSettings.BACKLOG), Options.NONE);
  }

  private String explain(IOException e, SocketAddress address, Collection<Listener> all) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Permission denied")
        && address instanceof InetSocketAddress inet
        && inet.getPort() < 1024) {
      return message
          + "; ports below 1024 need the right to open them (CAP_NET_BIND_SERVICE on Linux)";
    }
    return all.stream()
        .filter(other -> other != this && other.holds(address))
        .findFirst()
        .map(other -> message + "; listener " + other.name() + " has it")
        .orElse(message);
  }

  private boolean holds(SocketAddress wanted) {
    return acceptor != null && Addresses.overlap(address(acceptor), wanted);
  }

  private static SocketAddress address(Acceptor open) {
    return open.port().address();
  }
}
