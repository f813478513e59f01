package org.kamaelia.protocol.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.kamaelia.http.Content;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.net.FileRegion;
import org.kamaelia.protocol.http.ByteRanges.Part;

/**
 * The files of a folder. What a name stands for, links resolved, is never outside of it; names that
 * begin with a dot are not there for clients.
 */
final class FileHandler implements HttpHandler {
  /** What others agree on is there (RFC 8615). */
  private static final String WELL_KNOWN = ".well-known";

  private final Path root;
  private final FileSettings settings;
  private final MediaTypes types;

  /**
   * @throws IOException if there is no such folder
   */
  FileHandler(FileSettings settings, MediaTypes types) throws IOException {
    root = settings.root().toRealPath();
    if (!Files.isDirectory(root)) {
      throw new IOException(settings.root() + " is no folder");
    }
    this.settings = settings;
    this.types = types;
  }

  @Override
  public Response handle(Request request) throws IOException {
    if (!request.is("GET") && !request.is("HEAD")) {
      return Response.methodNotAllowed("GET", "HEAD");
    }
    boolean asksForFolder = request.path().endsWith("/");
    Path path = path(request.below()).orElseThrow(FileHandler::notFound);
    BasicFileAttributes now = attributes(path);
    if (!now.isDirectory()) {
      if (asksForFolder) {
        throw notFound();
      }
      return file(request, path, now);
    }
    if (!asksForFolder) {
      return moved(request);
    }
    Optional<Path> index = within(path.resolve(settings.index()));
    if (index.isEmpty() && settings.listing()) {
      return Response.html(FileListing.of(request.path(), visible(path)));
    }
    Path file = index.orElseThrow(FileHandler::notFound);
    return file(request, file, attributes(file));
  }

  /** What a name stands for, if there is such a thing. */
  private Optional<Path> path(String below) throws IOException {
    String name = below.endsWith("/") ? below.substring(0, below.length() - 1) : below;
    if (name.isEmpty()) {
      return below.isEmpty() ? Optional.of(root) : Optional.empty();
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || (part.startsWith(".") && !part.equals(WELL_KNOWN))) {
        return Optional.empty();
      }
    }
    try {
      return within(root.resolve(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The same without links, if it is there and not somewhere else. */
  private Optional<Path> within(Path path) throws IOException {
    try {
      return Optional.of(path.toRealPath()).filter(real -> real.startsWith(root));
    } catch (FileSystemException e) {
      return Optional.empty(); // not there, a file in the place of a folder, or not for us
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (FileSystemException e) {
      throw notFound(); // it has gone since
    }
  }

  private static Response moved(Request request) {
    int query = request.target().indexOf('?');
    String raw = query < 0 ? request.target() : request.target().substring(0, query);
    // by the last part only, so that it stays on this host whatever the path begins with
    return Response.of(301)
        .header(
            "Location",
            "./"
                + raw.substring(raw.lastIndexOf('/') + 1)
                + "/"
                + (query < 0 ? "" : request.target().substring(query)));
  }

  private static List<Path> visible(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(it -> !it.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  private Response file(Request request, Path path, BasicFileAttributes now) throws IOException {
    String type = types.of(path.getFileName().toString());
    for (String coding : Encodings.accepted(request, settings.precompressed())) {
      Optional<Path> coded =
          within(path.resolveSibling(path.getFileName() + Encodings.ENDINGS.get(coding)))
              .filter(Files::isRegularFile);
      if (coded.isPresent()) {
        return content(request, coded.get(), attributes(coded.get()), type)
            .header("Content-Encoding", coding);
      }
    }
    return content(request, path, now, type);
  }

  private static HttpException notFound() {
    return new HttpException(404, "there is no such file");
  }

  private Response content(Request request, Path path, BasicFileAttributes now, String type)
      throws IOException {
    if (!now.isRegularFile() || !Files.isReadable(path)) {
      throw notFound();
    }
    String tag =
        "\"%x-%x-%x\""
            .formatted(
                now.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                now.size(),
                now.fileKey() == null ? 0 : now.fileKey().hashCode());
    Conditions conditions = new Conditions(tag, now.lastModifiedTime().toInstant());
    OptionalInt status = conditions.status(request);
    if (status.isPresent()) {
      return described(Response.of(status.getAsInt()), conditions);
    }
    Optional<List<Part>> parts =
        request.is("GET") && conditions.allowPart(request)
            ? request.header("Range").flatMap(it -> ByteRanges.of(it, now.size()))
            : Optional.empty();
    if (parts.isEmpty()) {
      Response whole = Response.of(type, FileRegion.of(path, 0, now.size()));
      return described(whole, conditions).header("Accept-Ranges", "bytes");
    }
    return switch (parts.get().size()) {
      case 0 -> Response.of(416).header("Content-Range", "bytes */" + now.size());
      case 1 -> {
        Part part = parts.get().getFirst();
        yield described(
                Response.of(type, FileRegion.of(path, part.first(), part.length())).status(206),
                conditions)
            .header("Content-Range", part.of(now.size()));
      }
      default -> described(several(path, type, parts.get(), now.size(), tag), conditions);
    };
  }

  private Response described(Response response, Conditions conditions) {
    Response described =
        response
            .header("ETag", conditions.tag())
            .header("Last-Modified", HttpDate.format(conditions.modified()))
            // the type is what the name says, whatever the content looks like
            .header("X-Content-Type-Options", "nosniff");
    if (!settings.precompressed().isEmpty()) {
      described = described.header("Vary", "Accept-Encoding");
    }
    return settings.maxAge().isZero()
        ? described
        : described.header("Cache-Control", "max-age=" + settings.maxAge().toSeconds());
  }

  /** Several parts in one content (RFC 9110, 14.6). */
  private static Response several(Path path, String type, List<Part> parts, long size, String tag)
      throws IOException {
    String boundary = "kamaelia-" + tag.replace("\"", "");
    List<ByteBuffer> messages = new ArrayList<>();
    long length = 0;
    for (Part part : parts) {
      ByteBuffer head =
          ascii(
              "\r\n--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                  .formatted(boundary, type, part.of(size)));
      length += head.remaining() + part.length();
      messages.add(head);
      messages.add(FileRegion.of(path, part.first(), part.length()).message());
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
