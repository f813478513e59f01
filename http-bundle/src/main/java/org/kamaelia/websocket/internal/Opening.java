package org.kamaelia.websocket.internal;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.http.Field;
import org.kamaelia.websocket.Compression;

/** A client's part of the handshake (RFC 6455, 4.1). */
public final class Opening {
  /** An answer may have so many bytes, without those of its content. */
  private static final int MOST = 32 * 1024;

  private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  private final URI uri;
  private final List<String> subprotocols;
  private final List<Field> headers;
  private final Compression compression;
  private final String key;
  private final ByteBuffer head = ByteBuffer.allocate(MOST);

  /**
   * What the server agreed to.
   *
   * @param subprotocol empty if it chose none
   * @param deflate null if nothing may be compressed
   */
  public record Agreed(String subprotocol, @Nullable Deflate deflate) {}

  /**
   * @param uri of scheme {@code ws} or {@code wss}
   * @param key 16 bytes in Base64, another one each time
   */
  public Opening(
      URI uri,
      List<String> subprotocols,
      List<Field> headers,
      Compression compression,
      String key) {
    this.uri = uri;
    this.subprotocols = subprotocols;
    this.headers = headers;
    this.compression = compression;
    this.key = key;
  }

  /** What is sent. */
  public ByteBuffer request() {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("Host", uri.getRawAuthority()));
    fields.add(new Field("Upgrade", "websocket"));
    fields.add(new Field("Connection", "Upgrade"));
    fields.add(new Field("Sec-WebSocket-Version", "13"));
    fields.add(new Field("Sec-WebSocket-Key", key));
    if (!subprotocols.isEmpty()) {
      fields.add(new Field("Sec-WebSocket-Protocol", String.join(", ", subprotocols)));
    }
    if (compression != Compression.NONE) {
      fields.add(new Field("Sec-WebSocket-Extensions", DeflateOffer.offer(keeps())));
    }
    fields.addAll(headers);
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder text = new StringBuilder("GET " + path + query + " HTTP/1.1\r\n");
    fields.forEach(it -> text.append(it.name()).append(": ").append(it.value()).append("\r\n"));
    return ByteBuffer.wrap(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Takes of the answer what has come.
   *
   * @param bytes what is not of the answer is left in it
   * @return what was agreed on, when all of it is here
   * @throws IllegalArgumentException if the server refuses, or says what it must not
   */
  public Optional<Agreed> read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (!head.hasRemaining()) {
        throw new IllegalArgumentException("the answer is too long");
      }
      head.put(bytes.get());
      if (endsWithEmptyLine()) {
        return Optional.of(check());
      }
    }
    return Optional.empty();
  }

  private boolean endsWithEmptyLine() {
    int from = head.position() - END.length;
    return from >= 0
        && head.get(head.position() - 1) == '\n'
        && head.duplicate().flip().position(from).equals(ByteBuffer.wrap(END));
  }

  private Agreed check() {
    String[] lines =
        new String(head.array(), 0, head.position() - END.length, StandardCharsets.ISO_8859_1)
            .split("\r\n", -1);
    if (!lines[0].matches("HTTP/1\\.1 101( .*)?")) {
      throw new IllegalArgumentException("the server answers " + printable(lines[0]));
    }
    List<Field> fields = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 0) {
        throw new IllegalArgumentException("no header field: " + printable(lines[i]));
      }
      fields.add(new Field(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
    }
    return agreed(fields);
  }

  private Agreed agreed(List<Field> fields) {
    require(value(fields, "Upgrade").equalsIgnoreCase("websocket"), "Upgrade: websocket");
    require(
        List.of(value(fields, "Connection").toLowerCase(Locale.ROOT).split("[, \t]+"))
            .contains("upgrade"),
        "Connection: Upgrade");
    require(
        value(fields, "Sec-WebSocket-Accept").equals(Accept.of(key)),
        "the Sec-WebSocket-Accept that belongs to the key");
    String chosen = value(fields, "Sec-WebSocket-Protocol");
    if (!chosen.isEmpty() && !subprotocols.contains(chosen)) {
      throw new IllegalArgumentException(
          "the server speaks " + chosen + ", for which nobody asked");
    }
    String extensions = value(fields, "Sec-WebSocket-Extensions");
    List<Extension> all = extensions.isEmpty() ? List.of() : Extension.parse(extensions);
    if (compression == Compression.NONE && !all.isEmpty()) {
      throw new IllegalArgumentException("extensions that were not offered: " + extensions);
    }
    return new Agreed(chosen, DeflateOffer.agreed(all, keeps()));
  }

  private boolean keeps() {
    return compression == Compression.ACROSS_MESSAGES;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("the answer lacks " + what);
    }
  }

  private static String value(List<Field> fields, String name) {
    return String.join(", ", fields.stream().filter(it -> it.is(name)).map(Field::value).toList());
  }

  private static String printable(String text) {
    String line = text.replaceAll("\\P{Print}", "?");
    return line.length() > 80 ? line.substring(0, 80) + "..." : line;
  }
}
