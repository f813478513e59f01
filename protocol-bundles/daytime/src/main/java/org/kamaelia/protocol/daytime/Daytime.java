package org.kamaelia.protocol.daytime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.kamaelia.axon.Component;

/**
 * Says what time it is, for people, and ends (RFC 867). The RFC asks for no format; this is its
 * example's: {@code Monday, December 13, 2004 00:00:00-UTC}.
 */
public final class Daytime extends Component<ByteBuffer, ByteBuffer> {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEEE, MMMM d, uuuu HH:mm:ss'-UTC\r\n'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  @Override
  protected void run() {
    outbox.send(StandardCharsets.US_ASCII.encode(FORMAT.format(clock().instant())));
  }
}
