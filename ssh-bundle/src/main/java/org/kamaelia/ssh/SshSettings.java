package org.kamaelia.ssh;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.SettingInfo;

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

  private static final String EFFECT = "logins from then on";

  /** What can be set. */
  static final List<SettingInfo> ALL =
      List.of(
          SettingInfo.of(
              "address",
              "none",
              "Where it listens. Only this machine reaches 127.0.0.1; [::] and 0.0.0.0 are all of"
                  + " its addresses. Without one there is no SSH.",
              "host:port or [v6]:port",
              "ends the sessions"),
          SettingInfo.of(
              "keys",
              "authorized_keys",
              "The public keys of those who may log in, one a line, as OpenSSH's authorized_keys. A"
                  + " relative path begins in etc/. It is read at each login; only its owner may be"
                  + " able to write it.",
              "a file",
              EFFECT),
          SettingInfo.of(
              "maxConnections",
              "16",
              "How many may be logged in at one time.",
              ListenerSettings.MAX_CONNECTIONS.values(),
              EFFECT),
          SettingInfo.of(
              "handshakeTimeout",
              "30s",
              "How long a login may take.",
              ListenerSettings.HANDSHAKE_TIMEOUT.values(),
              EFFECT),
          SettingInfo.of(
              "idleTimeout",
              "0",
              "How long nothing may come or go before a session ends; 0 is for ever.",
              ListenerSettings.IDLE_TIMEOUT.values(),
              EFFECT));

  /**
   * Reads a configuration. Names with a dot, which the configuration's carriers add, are passed
   * over; a value without text counts as not set.
   *
   * @param etc where a relative path begins
   * @return nothing if no address is set: SSH is not wanted
   * @throws SettingException naming the first setting that is unknown or wrong
   */
  static Optional<SshSettings> of(Map<String, ?> properties, Path etc) {
    List<String> names = ALL.stream().map(SettingInfo::name).toList();
    for (String name : properties.keySet()) {
      if (!name.contains(".") && !names.contains(name)) {
        throw new SettingException(
            name, "there is no setting %s; there are %s".formatted(name, String.join(", ", names)));
      }
    }
    String address = text(properties, "address", "");
    if (address.isEmpty()) {
      for (String name : names) {
        if (!text(properties, name, "").isEmpty()) {
          throw new SettingException(name, name + " is set, but no address");
        }
      }
      return Optional.empty();
    }
    if (!(ListenerSettings.ADDRESS.read(address) instanceof Address.Tcp tcp)) {
      throw new SettingException("address", "address = %s: must be host:port".formatted(address));
    }
    return Optional.of(
        new SshSettings(
            tcp,
            etc.resolve(text(properties, "keys")),
            ListenerSettings.MAX_CONNECTIONS.read(text(properties, "maxConnections")),
            ListenerSettings.IDLE_TIMEOUT.read(text(properties, "idleTimeout")),
            ListenerSettings.HANDSHAKE_TIMEOUT.read(text(properties, "handshakeTimeout"))));
  }

  /** What is set, or what is standard. */
  private static String text(Map<String, ?> properties, String name) {
    return ALL.stream()
        .filter(setting -> setting.name().equals(name))
        .findAny()
        .flatMap(SettingInfo::standard)
        .map(standard -> text(properties, name, standard))
        .orElseThrow();
  }

  private static String text(Map<String, ?> properties, String name, String standard) {
    String text = Objects.toString(properties.get(name), "").strip();
    return text.isEmpty() ? standard : text;
  }
}
