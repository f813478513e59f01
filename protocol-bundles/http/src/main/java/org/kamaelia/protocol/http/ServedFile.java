package org.kamaelia.protocol.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.kamaelia.http.Content;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.net.FileRegion;
import org.kamaelia.protocol.http.ByteRanges.Part;

/**
 * A file as it was when it was looked at, and the answers that it gives. Immutable; any thread.
 *
 * <p>It stands for its name as long as that leads to the same file, unchanged: to see that costs
 * one system call, to look anew a dozen.
 */
final class ServedFile {
  /** After this its name is resolved anew: whether it may be served might have changed. */
  private static final long STILL = TimeUnit.SECONDS.toNanos(1);

  private final Path named;
  private final BasicFileAttributes attributes;
  private final FileRegion region;
  private final String type;
  private final String coding;
  private final FileSettings settings;
  private final Conditions conditions;
  private final Response whole;
  private final long lookedAt = System.nanoTime();

  private ServedFile(
      Path named,
      BasicFileAttributes attributes,
      FileRegion region,
      String type,
      String coding,
      FileSettings settings) {
    this.named = named;
    this.attributes = attributes;
    this.region = region;
    this.type = type;
    this.coding = coding;
    this.settings = settings;
    conditions = new Conditions(tag(attributes), attributes.lastModifiedTime().toInstant());
    whole = described(Response.of(type, region)).header("Accept-Ranges", "bytes");
  }

  /**
   * Looks at a file.
   *
   * @param named its path by the name it was looked for, links unresolved
   * @param path where that leads
   * @param type its media type
   * @param coding the content coding that it is in; empty if in none
   * @return nothing if there are no bytes, as in a folder
   * @throws IOException if it is not there
   */
  static Optional<ServedFile> of(
      Path named, Path path, String type, String coding, FileSettings settings) throws IOException {
    BasicFileAttributes now = attributes(path);
    return now.isRegularFile()
        ? Optional.of(new ServedFile(named, now, FileRegion.of(path, now), type, coding, settings))
        : Optional.empty();
  }

  /** Where it is, links resolved. */
  Path path() {
    return region.path();
  }

  /** Its media type. */
  String type() {
    return type;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  private static String tag(BasicFileAttributes attributes) {
    return "\"%x-%x-%x\""
        .formatted(
            attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
            attributes.size(),
            attributes.fileKey() == null ? 0 : attributes.fileKey().hashCode());
  }

  /** Whether it was looked at lately, and nothing has changed since. */
  boolean isStill() {
    if (System.nanoTime() - lookedAt > STILL) {
      return false;
    }
    try {
      BasicFileAttributes now = attributes(named);
      return now.size() == attributes.size()
          && now.lastModifiedTime().equals(attributes.lastModifiedTime())
          && Objects.equals(now.fileKey(), attributes.fileKey());
    } catch (IOException e) {
      return false;
    }
  }

  /** The answer to a {@code GET} or a {@code HEAD}. */
  Response answer(Request request) {
    OptionalInt status = conditions.status(request);
    if (status.isPresent()) {
      return described(Response.of(status.getAsInt()));
    }
    Optional<List<Part>> parts =
        request.is("GET") && conditions.allowPart(request)
            ? request.header("Range").flatMap(it -> ByteRanges.of(it, region.count()))
            : Optional.empty();
    if (parts.isEmpty()) {
      return whole;
    }
    return switch (parts.get().size()) {
      case 0 -> Response.of(416).header("Content-Range", "bytes */" + region.count());
      case 1 -> {
        Part part = parts.get().getFirst();
        yield described(Response.of(type, region(part)).status(206))
            .header("Content-Range", part.of(region.count()));
      }
      default -> described(several(parts.get()));
    };
  }

  private FileRegion region(Part part) {
    return region.part(part.first(), part.length());
  }

  private Response described(Response response) {
    Response described =
        response
            .header("ETag", conditions.tag())
            .header("Last-Modified", HttpDate.format(conditions.modified()))
            // the type is what the name says, whatever the content looks like
            .header("X-Content-Type-Options", "nosniff");
    if (!settings.precompressed().isEmpty()) {
      described = described.header("Vary", "Accept-Encoding");
    }
    if (!settings.maxAge().isZero()) {
      described = described.header("Cache-Control", "max-age=" + settings.maxAge().toSeconds());
    }
    return coding.isEmpty() ? described : described.header("Content-Encoding", coding);
  }

  /** Several parts in one content (RFC 9110, 14.6). */
  private Response several(List<Part> parts) {
    String boundary = "kamaelia-" + conditions.tag().replace("\"", "");
    List<ByteBuffer> messages = new ArrayList<>();
    long length = 0;
    for (Part part : parts) {
      ByteBuffer head =
          ascii(
              "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                  .formatted(boundary, type, part.of(region.count())));
      length += head.remaining() + part.length();
      messages.add(head);
      messages.add(region(part).message());
    }
    ByteBuffer end = ascii("\r\n--" + boundary + "--\r\n");
    messages.add(end);
    return Response.of(
            "multipart/byteranges; boundary=" + boundary,
            new Content.Parts(messages, length + end.remaining()))
        .status(206);
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
