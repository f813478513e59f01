package org.kamaelia.net.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Setting;

/**
 * An operator's wish, and what has become of it. It outlives the protocols that are bound to it.
 *
 * <p>Threading: changed under the server's lock; what a connection reads is volatile.
 */
final class Listener {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  private final PortOpener opener;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile ListenerSpec spec;
  private volatile @Nullable ProtocolEntry protocol;
  private volatile boolean gone;
  private @Nullable OpenPort port;

  /** With which the port was opened. */
  private ListenerSpec opened;

  private String reason = "";

  Listener(ListenerSpec spec, PortOpener opener) {
    this.spec = spec;
    opened = spec;
    this.opener = opener;
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

  /** A datagram was lost on our side: there was no room for it, or it could not be sent. */
  void dropped() {
    dropped.incrementAndGet();
  }

  // Under the server's lock.

  /** Takes note of a new wish; {@link #serve} brings it about. */
  void spec(ListenerSpec wish) {
    spec = wish;
  }

  /**
   * Gives the protocol to new connections, and opens the port, or moves it, if need be.
   *
   * @param all the server's listeners, one of which may have the address already
   */
  void serve(ProtocolEntry best, Collection<Listener> all) {
    boolean news = protocol != best;
    protocol = best;
    if (port == null || moves(port) || isSetAnew()) {
      news |= open(best, all);
    }
    if (port != null && news) {
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
    boolean news = protocol != null || port != null;
    protocol = null;
    close();
    reason = "there is no protocol " + spec.protocol();
    if (news) {
      LOG.log(Level.INFO, "listener {0} waits: {1}", name(), reason);
    }
  }

  /** Closes the port; connections are left alone. */
  void close() {
    if (port != null) {
      port.close();
    }
    port = null;
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
        port != null
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
    return port == null
        ? spec.address().toString()
        : (opened.address() instanceof Address.Udp ? "udp:" : "") + Addresses.text(port.address());
  }

  /**
   * Opens the port. If another address cannot be had, the port at the earlier one stays; at the
   * same address it must be closed first.
   */
  private boolean open(ProtocolEntry best, Collection<Listener> all) {
    String before = reason;
    if (port != null && !moves(port)) {
      close();
    }
    try {
      SocketAddress address = Addresses.resolve(spec.address());
      try {
        OpenPort next = opener.open(this, best, address);
        close();
        port = next;
        opened = spec;
        reason = "";
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

  private boolean moves(OpenPort open) {
    return !spec.address().getClass().equals(opened.address().getClass())
        || !Addresses.isAt(open.address(), spec.address());
  }

  /** Whether the port must be opened again although its address stays. */
  private boolean isSetAnew() {
    return spec.with(ListenerSettings.ADDRESS, opened.address())
        .differs(opened, Setting.Effect.PORT);
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
        .filter(other -> other != this && other.holds(address, spec.address()))
        .findFirst()
        .map(other -> message + "; listener " + other.name() + " has it")
        .orElse(message);
  }

  private boolean holds(SocketAddress wanted, Address kind) {
    return port != null
        && opened.address().getClass().equals(kind.getClass())
        && Addresses.overlap(port.address(), wanted);
  }
}
