package org.kamaelia.protocol.http;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * The files of a folder. What a name stands for, links resolved, is never outside of it; names that
 * begin with a dot are not there for clients.
 */
final class FileHandler implements HttpHandler {
  /** What others agree on is there (RFC 8615). */
  private static final String WELL_KNOWN = ".well-known";

  /** No content coding. */
  private static final String PLAIN = "";

  /** Files that are known at most; then they are looked for anew. */
  private static final int KNOWN = 1024;

  /**
   * What is looked for.
   *
   * @param file as clients name it; if it is to be in a coding, where the plain one is
   */
  private record Variant(String file, String coding) {}

  /** Looks for a file. */
  private interface Look {
    Optional<ServedFile> look() throws IOException;
  }

  private final Path root;
  private final FileSettings settings;
  private final MediaTypes types;
  private final Map<Variant, ServedFile> files = new ConcurrentHashMap<>();

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
    Optional<ServedFile> file = file(request, request.below());
    if (file.isPresent()) {
      return file.get().answer(request);
    }
    Path folder =
        path(request.below()).filter(Files::isDirectory).orElseThrow(FileHandler::notFound);
    if (!request.path().endsWith("/")) {
      return moved(request);
    }
    Optional<ServedFile> index = file(request, request.below() + settings.index());
    return index.isEmpty() && settings.listing()
        ? Response.html(FileListing.of(request.path(), visible(folder)))
        : index.orElseThrow(FileHandler::notFound).answer(request);
  }

  /** The file of that name, in the coding that the client likes best; nothing if there is none. */
  private Optional<ServedFile> file(Request request, String name) throws IOException {
    Optional<ServedFile> plain = known(new Variant(name, PLAIN), () -> plain(name));
    if (plain.isPresent() && !settings.precompressed().isEmpty()) {
      String path = plain.get().path().toString();
      for (String coding : Encodings.accepted(request, settings.precompressed())) {
        Optional<ServedFile> coded =
            known(new Variant(path, coding), () -> coded(plain.get(), coding));
        if (coded.isPresent()) {
          return coded;
        }
      }
    }
    return plain;
  }

  private Optional<ServedFile> plain(String name) throws IOException {
    Optional<Path> path =
        name.isEmpty() || name.endsWith("/") ? Optional.empty() : readable(path(name));
    return path.isEmpty()
        ? Optional.empty()
        : ServedFile.of(
            root.resolve(name), path.get(), types.of(name(path.get())), PLAIN, settings);
  }

  /** The file beside a plain one, links resolved, that has the same in a coding. */
  private Optional<ServedFile> coded(ServedFile plain, String coding) throws IOException {
    Path named = plain.path().resolveSibling(name(plain.path()) + Encodings.ENDINGS.get(coding));
    Optional<Path> path = readable(within(named));
    return path.isEmpty()
        ? Optional.empty()
        : ServedFile.of(named, path.get(), plain.type(), coding, settings);
  }

  private static Optional<Path> readable(Optional<Path> path) {
    return path.filter(Files::isReadable);
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private Optional<ServedFile> known(Variant variant, Look look) throws IOException {
    ServedFile known = files.get(variant);
    if (known != null && known.isStill()) {
      return Optional.of(known);
    }
    Optional<ServedFile> now;
    try {
      now = look.look();
    } catch (FileSystemException e) {
      now = Optional.empty(); // it has gone since
    }
    if (now.isEmpty()) {
      files.remove(variant);
    } else {
      if (files.size() >= KNOWN) {
        files.clear();
      }
      files.put(variant, now.get());
    }
    return now;
  }

  /** What a name stands for, if there is such a thing. */
  private Optional<Path> path(String below) throws IOException {
    String name = below.endsWith("/") ? below.substring(0, below.length() - 1) : below;
    if (name.isEmpty()) {
      return below.isEmpty() ? Optional.of(root) : Optional.empty();
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || (part.startsWith(".") && !isThere(part))) {
        return Optional.empty();
      }
    }
    try {
      return within(root.resolve(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Whether clients may name it, although it begins with a dot. */
  private boolean isThere(String dotted) {
    return dotted.equals(WELL_KNOWN) || dotted.equals(settings.index());
  }

  /** The same without links, if it is there and not somewhere else. */
  private Optional<Path> within(Path path) throws IOException {
    try {
      return Optional.of(path.toRealPath()).filter(real -> real.startsWith(root));
    } catch (FileSystemException e) {
      return Optional.empty(); // not there, a file in the place of a folder, or not for us
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

  private static HttpException notFound() {
    return new HttpException(404, "there is no such file");
  }
}
