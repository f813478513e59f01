package org.kamaelia.console.internal;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Tapped;
import org.kamaelia.record.Dump;

/**
 * What {@code tap} shows of something that has happened.
 *
 * @param time when
 * @param connection the connection's number
 * @param listener its listener
 * @param peer the other side
 * @param what what has happened, such as {@code received}
 * @param size how many bytes
 * @param hex the bytes, in hexadecimal
 */
record TapLine(
    Instant time,
    long connection,
    String listener,
    String peer,
    String what,
    int size,
    String hex) {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneId.systemDefault());

  /** How many bytes of a message are shown as a dump. */
  private static final int SHOWN = 1024;

  static TapLine of(Tapped event) {
    Connection connection = event.connection();
    return switch (event) {
      case Tapped.Began it ->
          line(it, it.fromTheBeginning() ? "begins" : "is open", connection.peer());
      case Tapped.Received it -> line(it, "received", connection.peer(), it.bytes());
      case Tapped.Sent it -> line(it, "sent", connection.peer(), it.bytes());
      case Tapped.Passed it -> line(it, it.received() ? "received" : "sent", it.peer(), it.bytes());
      case Tapped.InputEnded it -> line(it, "the peer ends its side", connection.peer());
      case Tapped.OutputEnded it -> line(it, "ended this side", connection.peer());
      case Tapped.Ended it ->
          line(
              it,
              switch (it.how()) {
                case IN_ORDER -> "ends";
                case BROKEN -> "is reset by the peer";
                case CUT -> "is cut";
              },
              connection.peer());
    };
  }

  private static TapLine line(Tapped event, String what, SocketAddress peer) {
    return line(event, what, peer, ByteBuffer.allocate(0));
  }

  private static TapLine line(Tapped event, String what, SocketAddress peer, ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(bytes.position(), copy);
    return new TapLine(
        Instant.ofEpochSecond(event.time() / 1_000_000_000, event.time() % 1_000_000_000),
        event.connection().id(),
        event.connection().listener(),
        String.valueOf(peer).replaceFirst("^.*/", ""),
        what,
        copy.length,
        HexFormat.of().formatHex(copy));
  }

  /** Whether it has a message: bytes of a stream, or a datagram. */
  boolean isMessage() {
    return what.equals("received") || what.equals("sent");
  }

  /** A line, and the bytes below it. */
  String text() {
    return "%s %s[%d] %s %s%s%n%s"
        .formatted(
            CLOCK.format(time),
            Text.clean(listener),
            connection,
            Text.clean(peer),
            what,
            isMessage() ? " " + Dump.count(size, "byte") : "",
            Dump.rows(HexFormat.of().parseHex(hex), SHOWN));
  }
}
