package org.kamaelia.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Setting.Effect;
import org.kamaelia.net.internal.faults.FaultSpec;

/** The settings of a listener: the one place where they are named, explained and given a range. */
public final class ListenerSettings {
  private static final List<Setting<?>> TABLE = new ArrayList<>();
  private static final Duration DAY = Duration.ofHours(24);

  /** What becomes of connections that come from none of the proxies. */
  public enum Others {
    /** They are closed. */
    REFUSE,
    /** They are served without a header. */
    PLAIN
  }

  /** When a connection that is told to finish is closed. */
  public enum Finish {
    /** When there is nothing to do for it. */
    WHEN_IDLE,
    /** When what its protocol has got is done with. */
    AT_ONCE,
    /** When its time is up. */
    AT_DEADLINE
  }

  /** The protocol. */
  public static final Setting<String> PROTOCOL =
      add(
          "protocol",
          Kind.name(),
          null,
          Effect.NEW,
          "The name of the protocol that its connections speak. The port is closed while no bundle"
              + " brings it.");

  /** Which versions of the protocol. */
  public static final Setting<VersionRange> VERSION =
      add(
          "version",
          Kind.versions(),
          VersionRange.ANY,
          Effect.NEW,
          "Which versions of the protocol it takes: the highest of those that are there serves. The"
              + " port is closed while there is none.");

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

  /** Where connections are accepted. */
  public static final Setting<Boolean> PORT_EACH_LOOP =
      add(
          "portEachLoop",
          Kind.flag(),
          false,
          Effect.PORT,
          "Whether each loop accepts its own connections, at a socket of its own (SO_REUSEPORT):"
              + " more of them a second, but those that come to a loop while a protocol holds it up"
              + " wait. If not, one loop that runs no protocol accepts them for all.");

  /** Socket options. */
  public static final Setting<Map<String, String>> SOCKET_OPTIONS =
      add(
          "socketOptions",
          Kind.pairs("socket options with their values, such as TCP_CONGESTION=bbr, IP_TOS=184"),
          Map.of(),
          Effect.PORT,
          "Options of its socket and of the connections' (see transports). Those that the system"
              + " does not have, and values that it refuses, leave the port as it was.");

  /** The rights of a Unix-domain socket's file. */
  public static final Setting<Integer> MODE =
      add(
          "mode",
          Kind.mode(),
          0600,
          Effect.PORT,
          "Who may connect to a Unix-domain socket: the rights of its file, to write.");

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
              + " the server stops; then they are closed with what is there to be sent, and those"
              + " that do not read are cut.");

  /** When connections that are told to finish are closed. */
  public static final Setting<Finish> FINISH =
      add(
          "finish",
          Kind.choice(Finish.class),
          Finish.WHEN_IDLE,
          Effect.ALL,
          "When a connection that is told to finish is closed: when there is nothing to do for it,"
              + " at once when what its protocol has got is done with, or when finishWithin is"
              + " over. A protocol that looks for the signal finishes by itself.");

  /** Who may connect. */
  public static final Setting<List<Network>> ALLOW =
      add(
          "allow",
          Kind.networks(),
          List.of(),
          Effect.NEW,
          "Whose addresses may connect; if it is set, no others may. Peers of a Unix-domain socket"
              + " always may.");

  /** Who may not connect. */
  public static final Setting<List<Network>> DENY =
      add(
          "deny",
          Kind.networks(),
          List.of(),
          Effect.NEW,
          "Whose addresses may not connect. Where an address is in a network of both lists, the"
              + " smaller network decides; if they are the same, it may not.");

  /** Connections of one address. */
  public static final Setting<Integer> MAX_PER_ADDRESS =
      add(
          "maxPerAddress",
          Kind.number(0, Integer.MAX_VALUE),
          0,
          Effect.NEW,
          "Connections of one peer address at one time, an IPv6 address being its /64; 0 is any"
              + " number.");

  /** Connections a second. */
  public static final Setting<Integer> ACCEPT_RATE =
      add(
          "acceptRate",
          Kind.number(0, Integer.MAX_VALUE),
          0,
          Effect.NEW,
          "Connections a second, over some time; those beyond are closed as soon as they are"
              + " accepted. 0 is any number.");

  /** Connections at once. */
  public static final Setting<Integer> ACCEPT_BURST =
      add(
          "acceptBurst",
          Kind.number(1, Integer.MAX_VALUE),
          100,
          Effect.NEW,
          "Connections that may come at once after a quiet time, where acceptRate is set.");

  /** Who sends PROXY headers. */
  public static final Setting<List<Network>> PROXY =
      add(
          "proxy",
          Kind.networks(),
          List.of(),
          Effect.NEW,
          "The proxies whose connections begin with a PROXY header, version 1 or 2, and must. The"
              + " peer is then the one that the header names; allow, deny and maxPerAddress are for"
              + " it.");

  /** What becomes of others. */
  public static final Setting<Others> PROXY_OTHERS =
      add(
          "proxyOthers",
          Kind.choice(Others.class),
          Others.REFUSE,
          Effect.NEW,
          "Where proxy is set, what becomes of connections from elsewhere: they are refused, or"
              + " plain, in which case a PROXY header is the protocol's to read.");

  /** How long a header may be. */
  public static final Setting<Integer> PROXY_BYTES =
      add(
          "proxyBytes",
          Kind.bytes(107, 65_551),
          4096,
          Effect.NEW,
          "How long a PROXY header may be, with what version 2 adds.");

  /** How long what precedes the protocol may take. */
  public static final Setting<Duration> HANDSHAKE_TIMEOUT =
      add(
          "handshakeTimeout",
          Kind.duration(Duration.ofMillis(1), DAY),
          Duration.ofSeconds(10),
          Effect.NEW,
          "How long all that precedes the protocol may take, such as a PROXY header and a TLS"
              + " handshake.");

  /** How long a peer may not read. */
  public static final Setting<Duration> STALL_TIMEOUT =
      add(
          "stallTimeout",
          Kind.duration(Duration.ZERO, DAY),
          Duration.ofMinutes(5),
          Effect.ALL,
          "How long a peer may take nothing of what is there to be sent before its connection is"
              + " cut; 0 is for ever.");

  /** How slow a peer may be. */
  public static final Setting<Integer> MIN_RATE =
      add(
          "minRate",
          Kind.bytes(0, 1 << 30),
          0,
          Effect.ALL,
          "Bytes a second, at least, of a peer that goes on sending and gets no answer, from its"
              + " first byte to its latest; and of one that reads while more waits to be sent. A"
              + " silent peer is not slow: that is idleTimeout's. 0 is no limit.");

  /** How long a peer's rate is measured. */
  public static final Setting<Duration> MIN_RATE_WINDOW =
      add(
          "minRateWindow",
          Kind.duration(Duration.ofMillis(100), DAY),
          Duration.ofSeconds(30),
          Effect.ALL,
          "How long a peer must have sent or read too slowly before its connection is cut.");

  /** How long a connection may live. */
  public static final Setting<Duration> LIFETIME =
      add(
          "lifetime",
          Kind.duration(Duration.ZERO, DAY.multipliedBy(365)),
          Duration.ZERO,
          Effect.ALL,
          "How old a connection may be before its protocol is told to finish; 0 is any age.");

  /** How much waits for the protocol. */
  public static final Setting<Integer> BUFFER_IN =
      add(
          "bufferIn",
          Kind.bytes(512, 1 << 30),
          128 * 1024,
          Effect.NEW,
          "Bytes that may wait for the protocol; then no more is read. Up to 64KiB are one"
              + " message.");

  /** How much waits for the peer. */
  public static final Setting<Integer> BUFFER_OUT =
      add(
          "bufferOut",
          Kind.bytes(512, 1 << 30),
          512 * 1024,
          Effect.NEW,
          "Bytes that may wait for the peer; then the protocol waits. As many again, 64KiB at most,"
              + " may have been put together to be written. One message may wait whatever"
              + " its size, and so may 32 of a protocol whose messages have just grown. On"
              + " Linux the system takes as many, at least 64KiB, that it has not sent; others may"
              + " take megabytes. There a change is for a port that is opened.");

  /** How fast is sent. */
  public static final Setting<Integer> PACE =
      add(
          "pace",
          Kind.bytes(0, 1 << 30),
          0,
          Effect.NEW,
          "Bytes a second that are sent over one connection at most; 0 is as fast as it goes. On"
              + " Linux the system spreads what goes at once (SO_MAX_PACING_RATE).");

  /** How much is sent at once. */
  public static final Setting<Integer> PACE_BURST =
      add(
          "paceBurst",
          Kind.bytes(512, 1 << 30),
          64 * 1024,
          Effect.NEW,
          "Bytes that may be sent at once after a quiet time, where pace is set.");

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

  /** What goes wrong on purpose. */
  public static final Setting<String> FAULTS =
      add(
          "faults",
          Kind.faults(),
          FaultSpec.OFF,
          Effect.NEW,
          "What goes wrong with its connections on purpose, as if a bad network were before it."
              + " They are for new connections and all datagrams; those that were set before end,"
              + " of all at once.");

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
