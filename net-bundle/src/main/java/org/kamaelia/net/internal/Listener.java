package org.kamaelia.net.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Clock;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Network;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.Setting;
import org.kamaelia.net.Tap;
import org.kamaelia.net.internal.faults.Faults;
import org.kamaelia.net.internal.tls.TlsSpec;
import org.kamaelia.net.internal.tls.Workbench;
import org.kamaelia.net.transport.Stream;

/**
 * An operator's wish, and what has become of it. It outlives the protocols that are bound to it.
 *
 * <p>Threading: changed under the server's lock; what a connection reads is volatile.
 */
final class Listener {
  private static final Logger LOG = System.getLogger("org.kamaelia.net");

  private final PortOpener opener;
  private final Admission admission = new Admission();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Volume received = new Volume();
  private final Volume sent = new Volume();
  private final Rejections rejections;
  private volatile ListenerSpec spec;
  private volatile @Nullable ProtocolEntry protocol;
  private volatile @Nullable Faults faults;
  private volatile boolean gone;
  private final List<Tap> taps = new CopyOnWriteArrayList<>();
  private boolean suspended;
  private @Nullable OpenPort port;

  /** With which the port was opened. */
  private ListenerSpec opened;

  private String reason = "";
  private final ListenerTls tls;
  private final Prelude prelude;

  Listener(ListenerSpec spec, PortOpener opener, Protocols protocols) {
    this.spec = spec;
    tls = new ListenerTls(spec.name(), opener.clock());
    prelude = new Prelude(tls, protocols);
    opened = spec;
    this.opener = opener;
    suffer(Faults.of(spec));
    rejections = new Rejections(spec.name());
  }

  String name() {
    return spec.name();
  }

  ListenerSpec spec() {
    return spec;
  }

  /**
   * Those who watch its connections: changed by whoever comes or goes, read by those that begin.
   */
  List<Tap> taps() {
    return taps;
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
    boolean proxied = isIn(now.get(ListenerSettings.PROXY), stream.peer());
    Rejection reason = Rejection.NO_PROTOCOL;
    if (protocol != null) {
      reason = enter(now, stream.peer(), proxied, clock);
      if (reason == null) {
        Faults wrong = faults;
        Stream below = wrong == null ? stream : wrong.over(stream);
        Stream wire = proxied ? proxied(below, now) : below;
        Stream dressed = prelude.over(wire, now, bench);
        if (dressed != null) {
          accepted.incrementAndGet();
          return new Admitted(wire, dressed);
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
   * @param wire the connection, with a PROXY header in front if it comes from a proxy
   * @param stream what its protocol reads and writes, such as TLS over the wire
   */
  record Admitted(Stream wire, Stream stream) {}

  /**
   * Settles the protocol of a peer that has none yet.
   *
   * @param stream the connection that is there; null for who sends datagrams
   * @param agreed is told; again if that was replaced in the meantime, as whoever replaces it finds
   *     the peer by it only from then on
   * @throws Rejected if there is none any more
   */
  ProtocolEntry choose(@Nullable Stream stream, Consumer<ProtocolEntry> agreed) throws Rejected {
    ProtocolEntry chosen;
    do {
      chosen = stream == null ? prelude.choose(spec) : prelude.choose(stream, spec);
      agreed.accept(chosen);
    } while (!prelude.offers(chosen));
    return chosen;
  }

  /**
   * What goes on with the connections of a protocol that is replaced.
   *
   * @return null if nothing may: they end
   */
  @Nullable ProtocolEntry successor(ProtocolEntry replaced) {
    return prelude.successor(replaced, spec);
  }

  /** Whether new connections may still get it. */
  boolean offers(ProtocolEntry entry) {
    return prelude.offers(entry);
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

  /** Closes a connection for which the system has no descriptor. */
  void shed(Stream stream, Clock clock) {
    rejected(Rejection.NO_DESCRIPTORS, stream.peer(), clock);
    stream.close();
  }

  /** As above, for a peer that sends datagrams: whether it may. */
  boolean admit(SocketAddress peer, Clock clock) {
    ListenerSpec now = spec;
    Rejection reason = protocol == null ? Rejection.NO_PROTOCOL : enter(now, peer, false, clock);
    if (reason != null) {
      rejected(reason, peer, clock);
      return false;
    }
    accepted.incrementAndGet();
    return true;
  }

  /** What serves those who come now; null if there is nothing. */
  @Nullable ProtocolEntry serving() {
    return protocol;
  }

  /** Whether this peer's datagrams may come to what serves a whole socket. */
  boolean hears(SocketAddress peer, Clock clock) {
    boolean allowed =
        Admission.isAllowed(
            peer, spec.get(ListenerSettings.ALLOW), spec.get(ListenerSettings.DENY));
    if (!allowed) {
      rejected(Rejection.DENIED, peer, clock);
    }
    return allowed;
  }

  /** What serves a whole socket begins: no limit is for that. */
  void joinedSocket() {
    accepted.incrementAndGet();
    admission.join();
  }

  /** It has ended. */
  void leftSocket() {
    admission.leave();
  }

  /** Gives back the place of a peer that sends datagrams. */
  void left(SocketAddress peer) {
    admission.depart(peer);
    admission.leave();
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

  /** A connection is not open any more, and has carried so many bytes. */
  void ended(long bytesReceived, long bytesSent) {
    received.ended(bytesReceived);
    sent.ended(bytesSent);
  }

  /** Datagrams were lost on our side: there was no room for them, or they could not be sent. */
  void lost(int count) {
    lost.addAndGet(count);
  }

  // Under the server's lock.

  /** Takes note of a new wish; {@link #serve} brings it about. */
  void spec(ListenerSpec wish) {
    boolean others = !wish.get(ListenerSettings.FAULTS).equals(spec.get(ListenerSettings.FAULTS));
    spec = wish;
    if (others) {
      suffer(Faults.of(wish));
    }
  }

  private void suffer(@Nullable Faults next) {
    Faults before = faults;
    faults = next;
    if (before != null) {
      before.end();
    }
    if (next != null) {
      LOG.log(Level.WARNING, "listener {0} has faults on purpose: {1}", name(), next);
    } else if (before != null) {
      LOG.log(Level.INFO, "listener {0} has no faults any more", name());
    }
  }

  /** What goes wrong on purpose now; null if nothing. Any thread. */
  @Nullable Faults faults() {
    return faults;
  }

  /**
   * Gives the protocol to new connections, and opens the port, or moves it, if need be.
   *
   * @param all the server's listeners, one of which may have the address already
   */
  void serve(ProtocolEntry best, Collection<Listener> all) {
    boolean news = protocol != best;
    protocol = best;
    if (suspended) {
      return;
    }
    String unfit = PortOpener.unfit(spec, best);
    if (!unfit.isEmpty()) {
      close();
      fail(unfit);
      return;
    }
    String lacks = tls.bringAbout(TlsSpec.of(spec));
    if (!lacks.isEmpty()) {
      // Not plain instead: whoever asks for TLS means it.
      close();
      reason = lacks;
      return;
    }
    if (port == null || moves(port) || isSetAnew()) {
      news |= open(all);
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

  /**
   * Closes the port until there is a protocol.
   *
   * @param why what there is not
   */
  void await(String why) {
    boolean news = protocol != null || port != null;
    protocol = null;
    if (suspended) {
      return;
    }
    close();
    reason = why;
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

  /** Closes the port until {@link #resume}, whatever is asked for. */
  void suspend() {
    if (!suspended) {
      suspended = true;
      close();
      reason = "it is suspended";
      LOG.log(Level.INFO, "listener {0} is suspended", name());
    }
  }

  /** What is asked for holds again. */
  void resume() {
    suspended = false;
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

  /**
   * It as it is now.
   *
   * @param open its connections
   */
  ListenerInfo info(List<? extends Conversation<?>> open) {
    ProtocolEntry serving = protocol;
    Faults wrong = faults;
    return new ListenerInfo(
        spec,
        state(serving),
        reason,
        address(),
        serving == null ? "" : serving.version().toString(),
        admission.connections(),
        accepted.get(),
        rejections.counts(),
        lost.get(),
        received.with(open.stream().mapToLong(it -> it.received).sum()),
        sent.with(open.stream().mapToLong(it -> it.sent).sum()),
        tls.info(),
        wrong == null ? "" : wrong.toString());
  }

  private ListenerInfo.State state(@Nullable ProtocolEntry serving) {
    if (suspended) {
      return ListenerInfo.State.SUSPENDED;
    }
    return port != null
        ? ListenerInfo.State.SERVING
        : serving == null ? ListenerInfo.State.WAITING : ListenerInfo.State.FAILED;
  }

  ListenerTls tls() {
    return tls;
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
  private boolean open(Collection<Listener> all) {
    try {
      SocketAddress address = opener.resolve(spec.address());
      try {
        if (port != null && !moves(port)) {
          opener.tryOptions(spec, address);
          close();
        }
        OpenPort next = opener.open(this, address);
        close();
        port = next;
        opened = spec;
        reason = "";
        return true;
      } catch (IOException | UnsupportedOperationException e) {
        fail(explain(e, address, all));
      }
    } catch (IOException e) {
      fail(String.valueOf(e.getMessage()));
    }
    return false;
  }

  private void fail(String why) {
    if (!reason.equals(why)) {
      reason = why;
      LOG.log(Level.WARNING, "listener {0} cannot open {1}: {2}", name(), spec.address(), reason);
    }
  }

  private boolean moves(OpenPort open) {
    return !spec.address().getClass().equals(opened.address().getClass())
        || !opener.isAt(open.address(), spec.address());
  }

  /** Whether the port must be opened again although its address stays. */
  private boolean isSetAnew() {
    return spec.with(ListenerSettings.ADDRESS, opened.address())
        .differs(opened, Setting.Effect.PORT);
  }

  private String explain(Exception e, SocketAddress address, Collection<Listener> all) {
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
