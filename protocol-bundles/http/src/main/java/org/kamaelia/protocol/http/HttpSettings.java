package org.kamaelia.protocol.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kamaelia.net.Setting;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.SettingValues;

/**
 * What is allowed to clients.
 *
 * @param hosts the hosts that are served, in lower case and without ports; all if none is named
 * @param maxLine the longest line of a head, in bytes
 * @param maxHead the longest head, in bytes
 * @param maxFields the most fields of a head
 * @param maxBody the longest content of a request, in bytes
 * @param headTimeout how long a head may take from its first byte on, and the first one from the
 *     connection's beginning on
 * @param idleTimeout how long a connection is kept for the next request
 * @param bodyTimeout how long content may take whatever its size
 * @param minBodyRate how fast, in bytes a second, what takes longer must come
 * @param compress the media types of what is compressed
 * @param accessLog the file of the access log; none if empty
 */
record HttpSettings(
    List<String> hosts,
    int maxLine,
    int maxHead,
    int maxFields,
    int maxBody,
    Duration headTimeout,
    Duration idleTimeout,
    Duration bodyTimeout,
    int minBodyRate,
    List<String> compress,
    List<Path> accessLog) {

  /** The configuration's PID. */
  static final String PID = "org.kamaelia.protocol.http";

  private static final int LARGEST = 1 << 20;

  private static final Setting<List<String>> HOSTS =
      Setting.names(
          "hosts",
          List.of(),
          "The hosts that are served, such as www.example.org, localhost, 127.0.0.1 or [::1],"
              + " whatever the port; a request for another gets status 421. All are if none is"
              + " named.");
  private static final Setting<Integer> MAX_LINE =
      Setting.bytes(
          "maxLine",
          256,
          LARGEST,
          8 << 10,
          "The longest first line of a request, else status 414, and the longest field, else 431.");
  private static final Setting<Integer> MAX_HEAD =
      Setting.bytes(
          "maxHead", 256, LARGEST, 32 << 10, "The longest head of a request, else status 431.");
  private static final Setting<Integer> MAX_FIELDS =
      Setting.number(
          "maxFields", 1, 10_000, 100, "The most fields that a head may have, else status 431.");
  private static final Setting<Integer> MAX_BODY =
      Setting.bytes(
          "maxBody",
          0,
          Integer.MAX_VALUE,
          64 << 20,
          "The longest content of a request, else status 413. It bounds what is read, not what is"
              + " kept: a handler takes it piece by piece, or says how much it keeps.");
  private static final Setting<Duration> HEAD_TIMEOUT =
      timeout(
          "headTimeout",
          20,
          "How long a head may take from its first byte on, else status 408; and how long a client"
              + " may say nothing at first.");
  private static final Setting<Duration> IDLE_TIMEOUT =
      timeout("idleTimeout", 75, "How long a connection is kept for the next request.");
  private static final Setting<Duration> BODY_TIMEOUT =
      timeout(
          "bodyTimeout",
          20,
          "How long content may take however little it is; more if it comes as fast as minBodyRate"
              + " says, else status 408.");
  private static final Setting<Integer> MIN_BODY_RATE =
      Setting.bytes(
          "minBodyRate", 1, 1 << 30, 500, "How many bytes a second of content must come.");
  private static final Setting<List<String>> COMPRESS =
      Setting.names(
          "compress",
          List.of(),
          "The media types, such as text/html, of what handlers answer that is sent with zstd or"
              + " gzip to clients that take it; not of files, see precompressed of folders.");
  private static final Setting<List<Path>> ACCESS_LOG =
      Setting.files(
          "accessLog",
          1,
          "Where each answer is noted, in the combined format; nowhere if nothing is set. Another"
              + " file is begun when this one is renamed.");

  /** All that can be set. */
  static final List<Setting<?>> ALL =
      List.of(
          HOSTS,
          MAX_LINE,
          MAX_HEAD,
          MAX_FIELDS,
          MAX_BODY,
          HEAD_TIMEOUT,
          IDLE_TIMEOUT,
          BODY_TIMEOUT,
          MIN_BODY_RATE,
          COMPRESS,
          ACCESS_LOG);

  /** Those of an operator who has set nothing. */
  static final HttpSettings STANDARD = of(Map.of());

  private static Setting<Duration> timeout(String name, int seconds, String meaning) {
    return Setting.duration(
        name, Duration.ofMillis(100), Duration.ofHours(24), Duration.ofSeconds(seconds), meaning);
  }

  /**
   * Reads a configuration.
   *
   * @throws SettingException naming the first setting that is unknown or wrong
   */
  static HttpSettings of(Map<String, ?> properties) {
    SettingValues values = SettingValues.of(properties, ALL);
    return new HttpSettings(
        hosts(values.get(HOSTS)),
        values.get(MAX_LINE),
        values.get(MAX_HEAD),
        values.get(MAX_FIELDS),
        values.get(MAX_BODY),
        values.get(HEAD_TIMEOUT),
        values.get(IDLE_TIMEOUT),
        values.get(BODY_TIMEOUT),
        values.get(MIN_BODY_RATE),
        values.get(COMPRESS),
        values.get(ACCESS_LOG));
  }

  private static List<String> hosts(List<String> names) {
    for (String name : names) {
      if (!Target.isHost(name)) {
        throw new SettingException(
            HOSTS.name(),
            "hosts = %s: must be names or addresses without ports, of IPv6 in brackets"
                .formatted(name));
      }
    }
    return names.stream().map(it -> it.toLowerCase(Locale.ROOT)).toList();
  }

  /** Whether a host is served, which a request names with its port or without. */
  boolean serves(String authority) {
    return hosts.isEmpty() || hosts.contains(Target.host(authority).toLowerCase(Locale.ROOT));
  }
}
