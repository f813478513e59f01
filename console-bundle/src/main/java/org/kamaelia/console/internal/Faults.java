package org.kamaelia.console.internal;

import java.util.List;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.Server;

/**
 * What goes wrong on purpose at a listener.
 *
 * @param listener its name
 * @param faults what goes wrong, with the seed; empty for nothing
 */
record Faults(String listener, String faults) {
  static Faults of(ListenerInfo listener) {
    return new Faults(listener.spec().name(), listener.faults());
  }

  /** Of all listeners that have any. */
  static List<Faults> all(Server server) {
    return server.listeners().stream()
        .map(Faults::of)
        .filter(it -> !it.faults().isEmpty())
        .toList();
  }
}
