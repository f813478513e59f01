package org.kamaelia.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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

  /** How long what precedes the protocol may take. */
  public static final Setting<Duration> HANDSHAKE_TIMEOUT =
      add(
          "handshakeTimeout",
          Kind.duration(Duration.ofMillis(1), DAY),
          Duration.ofSeconds(10),
          Effect.NEW,
          "How long all that precedes the protocol may take, such as a TLS handshake.");

  /** Certificates. */
  public static final Setting<List<Path>> TLS_CERTIFICATES =
      add(
          "tlsCertificates",
          Kind.files(1000),
          List.of(),
          Effect.NEW,
          "The PEM files of the server's certificates, each followed by its issuers'; with them the"
              + " connections are TLS. A client that asks for none of their hosts gets the first.");

  /** Keys. */
  public static final Setting<List<Path>> TLS_KEYS =
      add(
          "tlsKeys",
          Kind.files(1000),
          List.of(),
          Effect.NEW,
          "The PEM files of the certificates' keys, in the same order, if they are not in the"
              + " certificates' files.");

  /** The keys' password. */
  public static final Setting<List<Path>> TLS_PASSWORD =
      add(
          "tlsPassword",
          Kind.files(1),
          List.of(),
          Effect.NEW,
          "The file whose first line is the password of the keys that are encrypted.");

  /** Clients' certificates. */
  public static final Setting<TlsClients> TLS_CLIENTS =
      add(
          "tlsClients",
          Kind.choice(TlsClients.class),
          TlsClients.NONE,
          Effect.NEW,
          "Whether clients are asked for a certificate, and whether they must have one. One that is"
              + " shown must be trusted.");

  /** Whom clients' certificates are trusted from. */
  public static final Setting<List<Path>> TLS_TRUST =
      add(
          "tlsTrust",
          Kind.files(1),
          List.of(),
          Effect.NEW,
          "The PEM file of those who issue the clients' certificates that are trusted.");

  /** Hosts without a certificate. */
  public static final Setting<Boolean> TLS_REFUSE_UNKNOWN =
      add(
          "tlsRefuseUnknown",
          Kind.flag(),
          false,
          Effect.NEW,
          "Whether clients that ask for a host without a certificate are refused.");

  /** Plain connections at the same port. */
  public static final Setting<Boolean> TLS_OPTIONAL =
      add(
          "tlsOptional",
          Kind.flag(),
          false,
          Effect.NEW,
          "Whether connections that do not begin with a TLS handshake are served as plain ones.");

  /** Protocols by ALPN. */
  public static final Setting<Map<String, String>> ALPN =
      add(
          "alpn",
          Kind.pairs("ALPN identifiers with their protocols, such as h2=http2, http/1.1=http"),
          Map.of(),
          Effect.NEW,
          "Which protocol TLS clients get that ask for one (RFC 7301), the most preferred first."
              + " Those that ask for none get the listener's protocol, those that ask for others"
              + " are refused.");

  /** Protocols by first bytes. */
  public static final Setting<List<String>> SNIFF =
      add(
          "sniff",
          Kind.names(),
          List.of(),
          Effect.NEW,
          "Further protocols at this port, told apart by the first bytes: the first that knows them"
              + " gets the connection, and the listener's protocol if none does.");

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
