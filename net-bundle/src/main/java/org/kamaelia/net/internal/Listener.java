package org.kamaelia.net.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Clock;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Network;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.Setting;
import org.kamaelia.net.internal.tls.TlsSpec;
import org.kamaelia.net.internal.tls.Workbench;
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
  private final Admission admission = new Admission();
  private final AtomicLong accepted = new AtomicLong();
  private final Rejections rejections;
  private volatile ListenerSpec spec;
  private volatile @Nullable ProtocolEntry protocol;
  private volatile boolean gone;
  private @Nullable Acceptor acceptor;
  private @Nullable Group ports;

  /** With which the port was opened. */
  private ListenerSpec opened;

  private String reason = "";
  private final ListenerTls tls;
  private final Prelude prelude;

  /**
   * @param loop where its port is looked after
   */
  Listener(ListenerSpec spec, Loop loop, Transport transport, Protocols protocols) {
    this.spec = spec;
    tls = new ListenerTls(spec.name(), loop.clock());
    prelude = new Prelude(tls, protocols);
    opened = spec;
    this.loop = loop;
    this.transport = transport;
    rejections = new Rejections(spec.name());
  }

  String name() {
    return spec.name();
  }

  ListenerSpec spec() {
    return spec;
  }

  // From connections.

  /**
   * Takes a place for a new connection; {@link #left} gives it back.
   *
   * @param clock the time of the loop where it was accepted
   * @param bench where TLS handshakes are worked on
   * @return null, with the stream closed and the reason counted, if there is no protocol or no
   *     place
   */
  @Nullable Admitted admit(Stream stream, Clock clock, Workbench bench) {
    ListenerSpec now = spec;
    ProtocolEntry given = protocol;
    boolean proxied = isIn(now.get(ListenerSettings.PROXY), stream.peer());
    Rejection reason = Rejection.NO_PROTOCOL;
    if (given != null) {
      reason = enter(now, stream.peer(), proxied, clock);
      if (reason == null) {
        Stream wire = proxied ? proxied(stream, now) : stream;
        Stream dressed = prelude.over(wire, now, bench);
        if (dressed != null) {
          accepted.incrementAndGet();
          return new Admitted(given, wire, dressed);
        }
        left(wire);
        reason = Rejection.HANDSHAKES;
      }
    }
    rejected(reason, stream.peer(), clock);
    stream.close();
    return null;
  }

  /**
   * A connection that may begin.
   *
   * @param protocol what it gets if nothing else is agreed on
   * @param wire the connection, with a PROXY header in front if it comes from a proxy
   * @param stream what its protocol reads and writes, such as TLS over the wire
   */
  record Admitted(ProtocolEntry protocol, Stream wire, Stream stream) {}

  /**
   * The protocol of a connection that is there.
   *
   * @param standard the one it gets if nothing else was agreed on
   * @throws IOException if it is not there any more
   */
  ProtocolEntry choose(Stream stream, ProtocolEntry standard) throws IOException {
    return prelude.choose(stream, spec, standard);
  }

  /** See {@link Prelude#require}. */
  void require(ProtocolEntry chosen) throws Rejected {
    prelude.require(chosen);
  }

  private @Nullable Rejection enter(
      ListenerSpec now, SocketAddress peer, boolean proxied, Clock clock) {
    if (!proxied
        && !now.get(ListenerSettings.PROXY).isEmpty()
        && now.get(ListenerSettings.PROXY_OTHERS) == ListenerSettings.Others.REFUSE) {
      return Rejection.PROXY;
    }
    Rejection reason = admission.enter(now, clock.nanoTime());
    if (reason == null && !proxied) {
      reason = admission.arrive(now, peer);
      if (reason != null) {
        admission.leave();
      }
    }
    return reason;
  }

  private Stream proxied(Stream stream, ListenerSpec now) {
    return new ProxiedStream(
        stream,
        now.get(ListenerSettings.PROXY_BYTES),
        peer -> {
          Rejection reason = admission.arrive(now, peer);
          if (reason != null) {
            throw new Rejected(reason, "rejected: " + reason);
          }
        });
  }

  private static boolean isIn(List<Network> networks, SocketAddress peer) {
    return networks.stream().anyMatch(network -> network.contains(peer));
  }

  private void shed(Stream stream) {
    rejected(Rejection.NO_DESCRIPTORS, stream.peer(), loop.clock());
    stream.close();
  }

  /** Gives a place back. */
  void left(Stream stream) {
    if (!(stream instanceof ProxiedStream proxied) || proxied.isWelcome()) {
      admission.depart(stream.peer());
    }
    admission.leave();
  }

  void rejected(Rejection reason, SocketAddress peer, InstantSource clock) {
    rejections.count(reason, Addresses.text(peer), clock);
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
    String lacks = tls.bringAbout(TlsSpec.of(spec));
    if (!lacks.isEmpty()) {
      // Not plain instead: whoever asks for TLS means it.
      close();
      reason = lacks;
      return;
    }
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
        admission.connections(),
        accepted.get(),
        rejections.counts(),
        tls.info());
  }

  ListenerTls tls() {
    return tls;
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
        Acceptor next = new Acceptor(loop, listen(address), accepted, this::shed);
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
