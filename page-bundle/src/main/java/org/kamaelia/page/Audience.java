package org.kamaelia.page;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who looks at the page, and at what. Any thread. */
final class Audience {
  private final Map<Object, Wish> all = new HashMap<>();
  private boolean wholeIsWanted;

  synchronized void enter(Object viewer) {
    all.put(viewer, Wish.NONE);
  }

  synchronized void wish(Object viewer, Wish wish) {
    all.replace(viewer, wish);
  }

  synchronized void leave(Object viewer) {
    all.remove(viewer);
  }

  synchronized boolean isEmpty() {
    return all.isEmpty();
  }

  /** What anybody wants to see. */
  synchronized Wish wishes() {
    Set<Long> components = new HashSet<>();
    Set<Long> connections = new HashSet<>();
    for (Wish wish : all.values()) {
      components.addAll(wish.components());
      connections.addAll(wish.connections());
    }
    return new Wish(0, components, connections);
  }

  /** Somebody begins, and waits for an update that says all. */
  synchronized void wantWhole() {
    wholeIsWanted = true;
  }

  /** Whether somebody has, since this was asked last. */
  synchronized boolean takeWanted() {
    boolean wanted = wholeIsWanted;
    wholeIsWanted = false;
    return wanted;
  }
}
