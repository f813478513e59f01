package org.kamaelia.protocol.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.kamaelia.net.Setting;
import org.kamaelia.net.SettingException;
import org.kamaelia.net.SettingValues;
import org.kamaelia.websocket.Compression;
import org.kamaelia.websocket.internal.Limits;

/**
 * What is allowed to clients.
 *
 * @param limits what a WebSocket puts up with
 * @param compression what is agreed to if a client offers it
 */
record WebSocketSettings(Limits limits, Compression compression) {

  /** The configuration's PID. */
  static final String PID = "org.kamaelia.protocol.websocket";

  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration DAY = Duration.ofHours(24);

  private static final Setting<Integer> MAX_MESSAGE =
      Setting.bytes(
          "maxMessage",
          1,
          1 << 30,
          Limits.STANDARD.message(),
          "The longest message of a client, expanded if it is compressed; a longer one ends the"
              + " WebSocket with code 1009.");
  private static final Setting<Duration> PING_INTERVAL =
      Setting.duration(
          "pingInterval",
          Duration.ZERO,
          DAY,
          Limits.STANDARD.ping(),
          "How long a client may be silent until it is asked whether it is there; 0 is for ever.");
  private static final Setting<Duration> PONG_TIMEOUT =
      Setting.duration(
          "pongTimeout",
          LEAST,
          DAY,
          Limits.STANDARD.pong(),
          "How long it may take to answer that, before the WebSocket ends with code 1011.");
  private static final Setting<Duration> CLOSE_TIMEOUT =
      Setting.duration(
          "closeTimeout",
          LEAST,
          DAY,
          Limits.STANDARD.close(),
          "How long a client may take to answer a close, and what speaks with it to end after"
              + " one.");
  private static final Setting<Compression> COMPRESSION =
      Setting.choice(
          "compression",
          Compression.class,
          Compression.EACH_MESSAGE,
          "What is agreed to if a client offers compression. Across messages they get smaller, and"
              + " a WebSocket keeps some 300 KB for that.");

  /** All that can be set. */
  static final List<Setting<?>> ALL =
      List.of(MAX_MESSAGE, PING_INTERVAL, PONG_TIMEOUT, CLOSE_TIMEOUT, COMPRESSION);

  /** Those of an operator who has set nothing. */
  static final WebSocketSettings STANDARD = of(Map.of());

  /**
   * Reads a configuration.
   *
   * @throws SettingException naming the first setting that is unknown or wrong
   */
  static WebSocketSettings of(Map<String, ?> properties) {
    SettingValues values = SettingValues.of(properties, ALL);
    return new WebSocketSettings(
        new Limits(
            values.get(MAX_MESSAGE),
            values.get(PING_INTERVAL),
            values.get(PONG_TIMEOUT),
            values.get(CLOSE_TIMEOUT)),
        values.get(COMPRESSION));
  }
}
