package org.kamaelia.protocol.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The services that answer, in the order of services. Any thread. */
final class Handlers {
  private final List<Registered> all = new ArrayList<>();
  private volatile Routes routes = new Routes(List.of());

  private record Registered(int ranking, long id, List<Routes.Route> routes) {
    private static final Comparator<Registered> BEST_FIRST =
        Comparator.comparingInt(Registered::ranking).reversed().thenComparingLong(Registered::id);
  }

  /** Those of this moment. */
  Routes routes() {
    return routes;
  }

  /**
   * Takes a service.
   *
   * @param properties the service's
   */
  synchronized void add(Map<String, Object> properties, List<Routes.Route> its) {
    int ranking = properties.get("service.ranking") instanceof Integer given ? given : 0;
    all.add(new Registered(ranking, id(properties), its));
    all.sort(Registered.BEST_FIRST);
    changed();
  }

  /** Forgets a service; what it has in hand goes on. */
  synchronized void remove(Map<String, Object> properties) {
    long gone = id(properties);
    all.removeIf(it -> it.id == gone);
    changed();
  }

  private void changed() {
    routes = new Routes(all.stream().flatMap(it -> it.routes.stream()).toList());
  }

  private static long id(Map<String, Object> properties) {
    return (Long) Objects.requireNonNull(properties.get("service.id"), "each service has one");
  }
}
