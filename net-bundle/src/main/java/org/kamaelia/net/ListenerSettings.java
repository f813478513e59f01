package org.kamaelia.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Setting.Effect;

/** The settings of a listener: the one place where they are named, explained and given a range. */
public final class ListenerSettings {
  private static final List<Setting<?>> TABLE = new ArrayList<>();
  private static final Duration DAY = Duration.ofHours(24);

  /** The protocol. */
  public static final Setting<String> PROTOCOL =
      add(
          "protocol",
          Kind.name(),
          null,
          Effect.NEW,
          "The name of the protocol that its connections speak. The port is closed while no bundle"
              + " brings it.");

  /** Where it listens. */
  public static final Setting<Address> ADDRESS =
      add(
          "address",
          Kind.address(),
          null,
          Effect.PORT,
          "Where it listens. Only this machine reaches 127.0.0.1; [::] and 0.0.0.0 are all of its"
              + " addresses. Port 0 is one that the system picks.");

  /** How many connections the system holds for us. */
  public static final Setting<Integer> BACKLOG =
      add(
          "backlog",
          Kind.number(1, 65_535),
          1024,
          Effect.PORT,
          "Connections that the system may hold for the server before it accepts them.");

  /** Connections at one time. */
  public static final Setting<Integer> MAX_CONNECTIONS =
      add(
          "maxConnections",
          Kind.number(1, Integer.MAX_VALUE),
          100_000,
          Effect.NEW,
          "Connections at one time; a further one is closed as soon as it is accepted.");

  /** How long no byte may move. */
  public static final Setting<Duration> IDLE_TIMEOUT =
      add(
          "idleTimeout",
          Kind.duration(Duration.ZERO, DAY.multipliedBy(365)),
          Duration.ZERO,
          Effect.ALL,
          "How long a connection may move no byte either way before it is closed; 0 is for ever.");

  /** How long to finish. */
  public static final Setting<Duration> FINISH_WITHIN =
      add(
          "finishWithin",
          Kind.duration(Duration.ZERO, DAY),
          Duration.ofSeconds(10),
          Effect.ALL,
          "How long connections may take to finish when the protocol goes, the listener goes or"
              + " the server stops; then they are cut.");

  private ListenerSettings() {}

  /** All of them, in the order in which they are shown. */
  public static List<Setting<?>> all() {
    return Collections.unmodifiableList(TABLE);
  }

  private static <T> Setting<T> add(
      String name, Kind<T> kind, @Nullable T standard, Effect effect, String meaning) {
    var setting = new Setting<>(name, kind, standard, effect, meaning);
    TABLE.add(setting);
    return setting;
  }
}
