package org.kamaelia.console.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.Server;

/** What goes through a server in a second, from two looks at it. */
final class Stats {

  /**
   * What goes through a listener.
   *
   * @param listener its name
   * @param connections connections now
   * @param accepted connections accepted, a second
   * @param rejected connections closed because of a limit, a second
   * @param received bytes received over the connections that are open now, a second
   * @param sent bytes sent over them, a second
   */
  record ListenerRate(
      String listener,
      int connections,
      double accepted,
      double rejected,
      double received,
      double sent) {}

  /**
   * What goes through a version of a protocol.
   *
   * @param protocol its name
   * @param version its version
   * @param connections connections now
   * @param received bytes received over the connections that are open now, a second
   * @param sent bytes sent over them, a second
   */
  record ProtocolRate(
      String protocol, String version, int connections, double received, double sent) {}

  private final List<ListenerInfo> listeners;
  private final Map<Long, ConnectionInfo> connections;

  private Stats(List<ListenerInfo> listeners, List<ConnectionInfo> connections) {
    this.listeners = listeners;
    this.connections =
        connections.stream().collect(Collectors.toMap(ConnectionInfo::id, Function.identity()));
  }

  /** A look. */
  static Stats of(Server server) {
    return new Stats(server.listeners(), server.connections());
  }

  /** By listener, since an earlier look. */
  List<ListenerRate> listeners(Stats before, Duration between) {
    Map<String, ListenerInfo> then =
        before.listeners.stream()
            .collect(Collectors.toMap(it -> it.spec().name(), Function.identity()));
    Map<String, List<ConnectionInfo>> over =
        connections.values().stream().collect(Collectors.groupingBy(ConnectionInfo::listener));
    List<ListenerRate> rates = new ArrayList<>();
    for (ListenerInfo now : listeners) {
      String name = now.spec().name();
      // one that was not there then was made with no counts
      ListenerInfo was = then.get(name);
      List<ConnectionInfo> its = over.getOrDefault(name, List.of());
      rates.add(
          new ListenerRate(
              name,
              now.connections(),
              rate(now.accepted() - (was == null ? 0 : was.accepted()), between),
              rate(now.rejected() - (was == null ? 0 : was.rejected()), between),
              rate(moved(its, before, ConnectionInfo::received), between),
              rate(moved(its, before, ConnectionInfo::sent), between)));
    }
    return rates;
  }

  /** By protocol and version, since an earlier look. */
  List<ProtocolRate> protocols(Stats before, Duration between) {
    Map<String, List<ConnectionInfo>> speaking =
        connections.values().stream()
            .collect(
                Collectors.groupingBy(
                    it -> it.protocol() + "\n" + it.version(), TreeMap::new, Collectors.toList()));
    return speaking.values().stream()
        .map(
            its ->
                new ProtocolRate(
                    its.getFirst().protocol(),
                    its.getFirst().version(),
                    its.size(),
                    rate(moved(its, before, ConnectionInfo::received), between),
                    rate(moved(its, before, ConnectionInfo::sent), between)))
        .toList();
  }

  /** How many bytes these have moved since; one that has come since, all of its. */
  private static long moved(
      List<ConnectionInfo> now, Stats before, ToLongFunction<ConnectionInfo> bytes) {
    long moved = 0;
    for (ConnectionInfo it : now) {
      ConnectionInfo was = before.connections.get(it.id());
      moved += bytes.applyAsLong(it) - (was == null ? 0 : bytes.applyAsLong(was));
    }
    return moved;
  }

  /** A second, to a tenth. */
  private static double rate(long count, Duration between) {
    return Math.round(count * 1e10 / Math.max(1, between.toNanos())) / 10.0;
  }
}
