package org.kamaelia.net.internal;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Network;
import org.kamaelia.net.Rejection;

/** Who may come to a listener, and how many. Any thread. */
final class Admission {
  private final AtomicInteger connections = new AtomicInteger();

  /** Kept even without a limit, so that one that is set later counts those who are there. */
  private final Map<Source, Integer> bySource = new ConcurrentHashMap<>();

  private @Nullable Bucket bucket;

  int connections() {
    return connections.get();
  }

  /**
   * Takes a place for a connection; {@link #leave} gives it back.
   *
   * @param now in the nanoseconds of one clock
   * @return why there is none, else null
   */
  @Nullable Rejection enter(ListenerSpec spec, long now) {
    if (connections.incrementAndGet() > spec.get(ListenerSettings.MAX_CONNECTIONS)) {
      connections.decrementAndGet();
      return Rejection.LISTENER_FULL;
    }
    if (isTooFast(spec, now)) {
      connections.decrementAndGet();
      return Rejection.TOO_FAST;
    }
    return null;
  }

  /** Takes a place whatever the limits are. */
  void join() {
    connections.incrementAndGet();
  }

  void leave() {
    connections.decrementAndGet();
  }

  /**
   * Takes one of its places for a peer's address; {@link #depart} gives it back.
   *
   * @return why there is none, else null
   */
  @Nullable Rejection arrive(ListenerSpec spec, SocketAddress peer) {
    if (!isAllowed(peer, spec.get(ListenerSettings.ALLOW), spec.get(ListenerSettings.DENY))) {
      return Rejection.DENIED;
    }
    Source source = Source.of(peer);
    if (source == null) {
      return null;
    }
    int there = bySource.merge(source, 1, Integer::sum);
    int most = spec.get(ListenerSettings.MAX_PER_ADDRESS);
    if (most > 0 && there > most) {
      depart(peer);
      return Rejection.ADDRESS_FULL;
    }
    return null;
  }

  void depart(SocketAddress peer) {
    Source source = Source.of(peer);
    if (source != null) {
      bySource.computeIfPresent(source, (key, there) -> there == 1 ? null : there - 1);
    }
  }

  private synchronized boolean isTooFast(ListenerSpec spec, long now) {
    int rate = spec.get(ListenerSettings.ACCEPT_RATE);
    int burst = spec.get(ListenerSettings.ACCEPT_BURST);
    if (rate == 0) {
      bucket = null;
      return false;
    }
    if (bucket == null || !bucket.is(rate, burst)) {
      bucket = new Bucket(rate, burst, now);
    }
    if (bucket.room(now) < 1) {
      return true;
    }
    bucket.take(1);
    return false;
  }

  /** The smallest network decides; of equal ones, the one that denies. */
  static boolean isAllowed(SocketAddress peer, List<Network> allow, List<Network> deny) {
    if (!(peer instanceof InetSocketAddress) || (allow.isEmpty() && deny.isEmpty())) {
      return true;
    }
    int allowed = longest(peer, allow);
    int denied = longest(peer, deny);
    return allowed > denied || (denied < 0 && allow.isEmpty());
  }

  private static int longest(SocketAddress peer, List<Network> networks) {
    return networks.stream()
        .filter(network -> network.contains(peer))
        .mapToInt(Network::prefix)
        .max()
        .orElse(-1);
  }
}
