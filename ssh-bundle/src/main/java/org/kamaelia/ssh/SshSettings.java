package org.kamaelia.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerSettings;

/**
 * What an operator has set, in the words of listeners where they have one.
 *
 * @param address where it listens
 * @param keys the file with the public keys of those who may log in
 * @param maxConnections how many may be logged in at one time
 * @param idleTimeout how long nothing may come or go before it ends; zero is for ever
 * @param handshakeTimeout how long a login may take
 */
record SshSettings(
    Address.Tcp address,
    Path keys,
    int maxConnections,
    Duration idleTimeout,
    Duration handshakeTimeout) {

  /** The configuration's PID. */
  static final String PID = "org.kamaelia.ssh";

  private static final List<String> NAMES =
      List.of("address", "keys", "maxConnections", "idleTimeout", "handshakeTimeout");

  /**
   * Reads a configuration. Names with a dot, which the configuration's carriers add, are passed
   * over; a value without text counts as not set.
   *
   * @param etc where a relative path begins
   * @return nothing if no address is set: SSH is not wanted
   * @throws IllegalArgumentException naming the first setting that is unknown or wrong
   */
  static Optional<SshSettings> of(Map<String, ?> properties, Path etc) {
    for (String name : properties.keySet()) {
      if (!name.contains(".") && !NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "there is no setting %s; there are %s".formatted(name, String.join(", ", NAMES)));
      }
    }
    String address = text(properties, "address", "");
    if (address.isEmpty()) {
      List<String> others = new ArrayList<>(NAMES);
      others.removeIf(name -> text(properties, name, "").isEmpty());
      if (!others.isEmpty()) {
        throw new IllegalArgumentException(others.getFirst() + " is set, but no address");
      }
      return Optional.empty();
    }
    if (!(ListenerSettings.ADDRESS.read(address) instanceof Address.Tcp tcp)) {
      throw new IllegalArgumentException("address = %s: must be host:port".formatted(address));
    }
    return Optional.of(
        new SshSettings(
            tcp,
            etc.resolve(text(properties, "keys", "authorized_keys")),
            ListenerSettings.MAX_CONNECTIONS.read(text(properties, "maxConnections", "16")),
            ListenerSettings.IDLE_TIMEOUT.read(text(properties, "idleTimeout", "0")),
            ListenerSettings.HANDSHAKE_TIMEOUT.read(text(properties, "handshakeTimeout", "30s"))));
  }

  private static String text(Map<String, ?> properties, String name, String standard) {
    String text = Objects.toString(properties.get(name), "").strip();
    return text.isEmpty() ? standard : text;
  }
}
