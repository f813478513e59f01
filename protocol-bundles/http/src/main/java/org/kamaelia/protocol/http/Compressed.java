package org.kamaelia.protocol.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.kamaelia.http.Content;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.net.FileRegion;

/**
 * What handlers answer, made smaller for clients that take it so. Files are not, as the system
 * sends them; nor what is short, nor what is so long that the loop's other connections would
 * notice.
 */
final class Compressed {
  private static final int SHORT = 1024;
  private static final int LONG = 1 << 20;
  private static final List<String> GZIP = List.of("gzip");

  private Compressed() {}

  /**
   * The answer as the client gets it.
   *
   * @param types the media types that are worth it
   */
  static Response of(Request request, Response response, List<String> types) {
    if (types.isEmpty()
        || !(response.content() instanceof Content.Parts parts)
        || parts.length() < SHORT
        || parts.length() > LONG
        || !types.contains(type(response))
        || response.header("Content-Encoding").isPresent()
        || response.header("ETag").isPresent()
        || response.header("Content-Range").isPresent()) {
      return response;
    }
    Response varied = response.header("Vary", "Accept-Encoding");
    return Encodings.accepted(request, GZIP).isEmpty()
            || parts.messages().stream().anyMatch(it -> FileRegion.in(it).isPresent())
        ? varied
        : varied.header("Content-Encoding", "gzip").content(gzip(parts));
  }

  private static String type(Response response) {
    String field = response.header("Content-Type").orElse("");
    int parameters = field.indexOf(';');
    return (parameters < 0 ? field : field.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private static Content gzip(Content.Parts parts) {
    var bytes = new ByteArrayOutputStream((int) parts.length() / 2);
    try (var gzip = new GZIPOutputStream(bytes)) {
      for (ByteBuffer message : parts.messages()) {
        byte[] part = new byte[message.remaining()];
        message.get(message.position(), part);
        gzip.write(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("in memory there are none", e);
    }
    ByteBuffer made = ByteBuffer.wrap(bytes.toByteArray());
    return new Content.Parts(List.of(made), made.remaining());
  }
}
