package org.kamaelia.protocol.http;

import io.airlift.compress.v3.zstd.ZstdCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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

  /** The one first that costs less time for what is long, and makes it no longer. */
  private static final List<String> CODINGS = List.of("zstd", "gzip");

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
    List<String> accepted = Encodings.accepted(request, CODINGS);
    return accepted.isEmpty()
            || parts.messages().stream().anyMatch(it -> FileRegion.in(it).isPresent())
        ? varied
        : varied
            .header("Content-Encoding", accepted.getFirst())
            .content(coded(accepted.getFirst(), bytes(parts)));
  }

  private static String type(Response response) {
    String field = response.header("Content-Type").orElse("");
    int parameters = field.indexOf(';');
    return (parameters < 0 ? field : field.substring(0, parameters))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  private static byte[] bytes(Content.Parts parts) {
    ByteBuffer all = ByteBuffer.allocate((int) parts.length());
    for (ByteBuffer message : parts.messages()) {
      all.put(message.duplicate());
    }
    return all.array();
  }

  private static Content coded(String coding, byte[] plain) {
    ByteBuffer made = ByteBuffer.wrap(coding.equals("zstd") ? zstd(plain) : gzip(plain));
    return new Content.Parts(List.of(made), made.remaining());
  }

  /** RFC 8878. Its window is no larger than {@link #LONG}: RFC 9659 allows eight times that. */
  private static byte[] zstd(byte[] plain) {
    ZstdCompressor compressor = new ZstdJavaCompressor();
    byte[] made = new byte[compressor.maxCompressedLength(plain.length)];
    int length = compressor.compress(plain, 0, plain.length, made, 0, made.length);
    return Arrays.copyOf(made, length);
  }

  /** RFC 1952. */
  private static byte[] gzip(byte[] plain) {
    var made = new ByteArrayOutputStream(plain.length / 2);
    try (var gzip = new GZIPOutputStream(made)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("in memory there are none", e);
    }
    return made.toByteArray();
  }
}
