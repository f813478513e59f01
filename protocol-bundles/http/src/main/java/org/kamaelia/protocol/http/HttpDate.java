package org.kamaelia.protocol.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Dates of fields (RFC 9110, 5.6.7). The field of the current second is made once for all. */
final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Made(long second, byte[] field) {}

  private volatile Made last = new Made(Long.MIN_VALUE, new byte[0]);

  /** The field {@code Date} with its CRLF; not to be changed. Any thread. */
  byte[] field(Instant now) {
    Made made = last;
    if (made.second != now.getEpochSecond()) {
      byte[] field = ("Date: " + format(now) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      made = new Made(now.getEpochSecond(), field);
      last = made;
    }
    return made.field;
  }

  static String format(Instant time) {
    return FORMAT.format(time);
  }

  /** Nothing if it is no date; those of the obsolete forms count as none, as nobody sends them. */
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(Instant.from(FORMAT.parse(text)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
