package org.kamaelia.protocol.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.HttpHandler;

/** Who answers for what: immutable, made anew when a handler comes or goes. */
final class Routes {
  private static final String ALL_BELOW = "/*";

  /**
   * A path of a handler.
   *
   * @param path as it was registered
   * @param listeners where it is, everywhere if none
   */
  record Route(String path, List<String> listeners, HttpHandler handler) {

    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if it is none
     */
    Route {
      String plain = path.endsWith(ALL_BELOW) ? path.substring(0, path.length() - 1) : path;
      if (!plain.startsWith("/") || plain.contains("*")) {
        throw new IllegalArgumentException(
            "kamaelia.http.path = %s: it begins with a slash, and a * is its last part only"
                .formatted(path));
      }
    }

    private boolean hasAllBelow() {
      return path.endsWith(ALL_BELOW);
    }

    /** The path up to the star, with the slash. */
    private String begin() {
      return path.substring(0, path.length() - 1);
    }
  }

  /**
   * Who answers.
   *
   * @param below what the star stands for
   */
  record Found(HttpHandler handler, String below) {}

  /** By the path, the best first. */
  private final Map<String, List<Route>> exact = new HashMap<>();

  /** Those with a star, the longest first. */
  private final List<Route> below = new ArrayList<>();

  /**
   * @param all the best first, of those that have the same path
   */
  Routes(List<Route> all) {
    for (Route route : all) {
      if (route.hasAllBelow()) {
        below.add(route);
      } else {
        exact.computeIfAbsent(route.path, path -> new ArrayList<>()).add(route);
      }
    }
    below.sort(Comparator.comparingInt((Route route) -> route.path.length()).reversed());
  }

  /** Who answers for a path on a listener; null if nobody does. */
  @Nullable Found find(String listener, String path) {
    Found named = find(listener, path, true);
    return named == null ? find(listener, path, false) : named;
  }

  private @Nullable Found find(String listener, String path, boolean named) {
    for (Route route : exact.getOrDefault(path, List.of())) {
      if (isOn(route, listener, named)) {
        return new Found(route.handler, "");
      }
    }
    for (Route route : below) {
      if (path.startsWith(route.begin()) && isOn(route, listener, named)) {
        return new Found(route.handler, path.substring(route.begin().length()));
      }
    }
    return null;
  }

  private static boolean isOn(Route route, String listener, boolean named) {
    return named ? route.listeners.contains(listener) : route.listeners.isEmpty();
  }
}
