package org.kamaelia.protocol.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.kamaelia.axon.Outbox;
import org.kamaelia.http.Content;
import org.kamaelia.http.Field;
import org.kamaelia.http.Response;

/**
 * What goes to the client. Small answers are gathered while the client has asked for more already,
 * so that many requests in one message are answered by few.
 */
final class Outgoing {
  /** Content up to so many bytes is copied to what is before it. */
  private static final int SMALL = 1024;

  /** When so much was gathered it is sent. */
  private static final int FULL = 16 * 1024;

  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] UPGRADE = ascii("Connection: upgrade\r\n");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
  private static final byte[] NOTHING = {};

  /** How the end of a response's content is known. */
  enum End {
    LENGTH,
    CHUNKED,
    CLOSE,
    /** There is none, and no word of it. */
    NONE
  }

  private final Outbox<ByteBuffer> outbox;
  private final HttpDate date;
  private byte[] gathered = NOTHING;
  private int length;

  Outgoing(Outbox<ByteBuffer> outbox, HttpDate date) {
    this.outbox = outbox;
    this.date = date;
  }

  /** Asks for the content of a request. */
  void invite() {
    put(CONTINUE);
    flush();
  }

  /**
   * Puts the head of a response.
   *
   * @param known how long the content is, where that is its {@code end}
   * @param connection what is said of the connection: close, keep-alive, upgrade or nothing
   */
  void head(Response response, Instant now, End end, long known, Persistence connection) {
    put(Reasons.line(response.status()));
    boolean dated = false;
    List<Field> headers = response.headers();
    for (int i = 0; i < headers.size(); i++) {
      Field field = headers.get(i);
      put(field);
      dated |= field.is("Date");
    }
    if (!dated) {
      put(date.field(now));
    }
    switch (end) {
      case LENGTH -> {
        put(LENGTH);
        putDecimal(known);
        put(CRLF);
      }
      case CHUNKED -> put(CHUNKED);
      case CLOSE, NONE -> {}
    }
    switch (connection) {
      case CLOSE -> put(CLOSE);
      case SAID -> put(KEEP_ALIVE);
      case SWITCH -> put(UPGRADE);
      case GOES_ON -> {}
    }
    put(CRLF);
  }

  /** What becomes of the connection. */
  enum Persistence {
    /** It goes on, as it does if nothing is said. */
    GOES_ON,
    /** It goes on, which must be said. */
    SAID,
    CLOSE,
    SWITCH
  }

  /** Puts content. */
  void content(Content.Parts parts) {
    for (ByteBuffer message : parts.messages()) {
      int count = message.remaining();
      if (count > 0 && count <= SMALL && parts.messages().size() == 1) {
        ensure(count);
        message.get(message.position(), gathered, length, count);
        length += count;
      } else {
        flush();
        outbox.send(message);
      }
    }
    if (length >= FULL) {
      flush();
    }
  }

  /** Sends what was gathered. */
  void flush() {
    if (length > 0) {
      ByteBuffer message = ByteBuffer.wrap(gathered, 0, length);
      gathered = NOTHING;
      length = 0;
      outbox.send(message);
    }
  }

  private void put(Field field) {
    put(field.name());
    ensure(2);
    gathered[length++] = ':';
    gathered[length++] = ' ';
    put(field.value());
    put(CRLF);
  }

  /** A field has no characters above 255. */
  @SuppressWarnings("deprecation") // it does just what is wanted: the low bytes, and no decoder
  private void put(String text) {
    ensure(text.length());
    text.getBytes(0, text.length(), gathered, length);
    length += text.length();
  }

  private void put(byte[] bytes) {
    ensure(bytes.length);
    System.arraycopy(bytes, 0, gathered, length, bytes.length);
    length += bytes.length;
  }

  private void putDecimal(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    ensure(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      gathered[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  private void ensure(int count) {
    if (length + count > gathered.length) {
      gathered =
          Arrays.copyOf(gathered, Math.max(512, Math.max(2 * gathered.length, length + count)));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
