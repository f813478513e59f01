package org.kamaelia.net;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of a listener. As configuration it is the factory PID {@value #PID}, with
 * the listener's name behind a {@code ~} and the settings that {@link #properties} lists.
 *
 * @param name its name, unique in the server
 * @param protocol the name of the protocol that its connections speak
 * @param host the address to listen at, as a literal or a name
 * @param port the port, 0 for one that the system picks
 * @param maxConnections connections at one time; a further one is closed as soon as it is accepted
 * @param idleTimeout how long a connection may move no byte either way before it is closed; zero
 *     for no limit
 * @param finishWithin how long connections may take to finish when they are told to
 * @param backlog connections that the system may hold for us before they are accepted
 */
public record ListenerSpec(
    String name,
    String protocol,
    String host,
    int port,
    int maxConnections,
    Duration idleTimeout,
    Duration finishWithin,
    int backlog) {

  /** The factory PID of listeners' configurations. */
  public static final String PID = "org.kamaelia.net.listener";

  /** The settings that a configuration may have. */
  private static final Set<String> SETTINGS =
      new TreeSet<>(
          Set.of(
              "protocol", "address", "maxConnections", "idleTimeout", "finishWithin", "backlog"));

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the first value that is out of its range
   */
  public ListenerSpec {
    require(!name.isBlank(), "name", name);
    require(!protocol.isBlank(), "protocol", protocol);
    require(!host.isBlank(), "host", host);
    require(port >= 0 && port <= 65535, "port", port);
    require(maxConnections >= 1, "maxConnections", maxConnections);
    require(!idleTimeout.isNegative(), "idleTimeout", idleTimeout);
    require(!finishWithin.isNegative(), "finishWithin", finishWithin);
    require(backlog >= 1, "backlog", backlog);
  }

  /** A listener with the default limits: 100,000 connections, no idle time-out, 10 s to finish. */
  public static ListenerSpec of(String name, String protocol, String host, int port) {
    return new ListenerSpec(
        name, protocol, host, port, 100_000, Duration.ZERO, Duration.ofSeconds(10), 1024);
  }

  /**
   * Reads a configuration: {@code protocol} and {@code address} ({@code host:port}) are needed, the
   * rest have the defaults of {@link #of}. Durations are written {@code 500ms}, {@code 30s}, {@code
   * 5m} or {@code 1h}. Names with a dot, which the configuration's carriers add, are passed over.
   *
   * @param name the listener's name
   * @param settings the settings, as texts or as numbers
   * @throws IllegalArgumentException naming the first setting that is unknown, missing or wrong
   */
  public static ListenerSpec of(String name, Map<String, ?> settings) {
    for (String key : settings.keySet()) {
      if (!key.contains(".") && !SETTINGS.contains(key)) {
        throw new IllegalArgumentException(
            "a listener has no setting %s; it has %s".formatted(key, SETTINGS));
      }
    }
    String address = needed(settings, "address");
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("address = %s is not host:port".formatted(address));
    }
    ListenerSpec defaults =
        of(
            name,
            needed(settings, "protocol"),
            address.substring(0, colon).replaceAll("^\\[(.*)]$", "$1"),
            number("address", address.substring(colon + 1)));
    return new ListenerSpec(
        defaults.name,
        defaults.protocol,
        defaults.host,
        defaults.port,
        or(settings, "maxConnections", ListenerSpec::number, defaults.maxConnections),
        or(settings, "idleTimeout", ListenerSpec::duration, defaults.idleTimeout),
        or(settings, "finishWithin", ListenerSpec::duration, defaults.finishWithin),
        or(settings, "backlog", ListenerSpec::number, defaults.backlog));
  }

  /** These settings as a configuration, from which {@link #of(String, Map)} makes an equal one. */
  public Map<String, Object> properties() {
    return Map.of(
        "protocol",
        protocol,
        "address",
        address(),
        "maxConnections",
        maxConnections,
        "idleTimeout",
        idleTimeout.toMillis() + "ms",
        "finishWithin",
        finishWithin.toMillis() + "ms",
        "backlog",
        backlog);
  }

  /** {@code host:port}, an IPv6 literal in brackets. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static void require(boolean holds, String what, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("a listener cannot have " + what + " = " + value);
    }
  }

  private static String needed(Map<String, ?> settings, String key) {
    String value = text(settings, key);
    if (value == null) {
      throw new IllegalArgumentException("a listener needs " + key);
    }
    return value;
  }

  private static @Nullable String text(Map<String, ?> settings, String key) {
    Object value = settings.get(key);
    return value == null || value.toString().isBlank() ? null : value.toString().strip();
  }

  private interface Reader<T> {
    T read(String key, String value);
  }

  private static <T> T or(Map<String, ?> settings, String key, Reader<T> reader, T otherwise) {
    String value = text(settings, key);
    return value == null ? otherwise : reader.read(key, value);
  }

  private static int number(String key, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("%s = %s is not a number".formatted(key, value), e);
    }
  }

  private static Duration duration(String key, String value) {
    String unit = value.replaceAll("[0-9]", "").strip().toLowerCase(Locale.ROOT);
    Function<Long, Duration> of =
        switch (unit) {
          case "ms" -> Duration::ofMillis;
          case "s" -> Duration::ofSeconds;
          case "m" -> Duration::ofMinutes;
          case "h" -> Duration::ofHours;
          default -> value.equals("0") ? Duration::ofSeconds : null;
        };
    String digits = value.replaceAll("[^0-9].*", "");
    if (of == null || digits.isEmpty() || digits.length() > 9) {
      throw new IllegalArgumentException(
          "%s = %s is not a duration such as 500ms, 30s, 5m or 1h".formatted(key, value));
    }
    return of.apply(Long.parseLong(digits));
  }
}
