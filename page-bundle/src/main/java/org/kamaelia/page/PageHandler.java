package org.kamaelia.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.HttpResource;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Gives the page's files. It says to browsers that nothing may be loaded from elsewhere, nor the
 * page be shown within another one.
 */
@Component
@HttpResource(
    path = {"/kamaelia", "/kamaelia/*"},
    listener = PageHandler.LISTENER)
public final class PageHandler implements HttpHandler {
  /** The listener that has the page. */
  static final String LISTENER = "http";

  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("index.html", "text/html; charset=utf-8"),
          Map.entry("page.css", "text/css; charset=utf-8"),
          Map.entry("icon.svg", "image/svg+xml"),
          Map.entry("main.js", SCRIPT),
          Map.entry("stream.js", SCRIPT),
          Map.entry("access.js", SCRIPT),
          Map.entry("changes.js", SCRIPT),
          Map.entry("words.js", SCRIPT),
          Map.entry("health.js", SCRIPT),
          Map.entry("overview.js", SCRIPT),
          Map.entry("plots.js", SCRIPT),
          Map.entry("topology.js", SCRIPT),
          Map.entry("layout.js", SCRIPT),
          Map.entry("paint.js", SCRIPT),
          Map.entry("connections.js", SCRIPT),
          Map.entry("deployments.js", SCRIPT),
          Map.entry("log.js", SCRIPT),
          Map.entry("lib/dagre.esm.js", SCRIPT),
          Map.entry("lib/uPlot.esm.js", SCRIPT),
          Map.entry("lib/uPlot.min.css", "text/css; charset=utf-8"));

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** By the path below ours. */
  private final Map<String, Response> files = new HashMap<>();

  /**
   * Made by the service component runtime.
   *
   * @throws IOException if a file is not in the bundle
   */
  @Activate
  public PageHandler() throws IOException {
    for (var file : FILES.entrySet()) {
      byte[] bytes = read(file.getKey());
      String path = file.getKey().equals("index.html") ? "" : file.getKey();
      files.put(
          path,
          guarded(Response.of(file.getValue(), ByteBuffer.wrap(bytes)))
              .header("Cache-Control", "no-cache")
              .header("ETag", tag(bytes)));
    }
  }

  @Override
  public Response handle(Request request) {
    Guests.check(request);
    if (!request.is("GET") && !request.is("HEAD")) {
      return Response.methodNotAllowed("GET", "HEAD");
    }
    if (request.path().equals("/kamaelia")) {
      return guarded(Response.of(308)).header("Location", "/kamaelia/");
    }
    Response file = files.get(request.below());
    if (file == null) {
      return guarded(Response.text("there is no such page\n")).status(404);
    }
    String tag = file.header("ETag").orElseThrow();
    return request.header("If-None-Match").orElse("").contains(tag)
        ? guarded(Response.of(304)).header("ETag", tag)
        : file;
  }

  private static Response guarded(Response response) {
    return response
        .header("Content-Security-Policy", POLICY)
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY");
  }

  private static byte[] read(String file) throws IOException {
    try (InputStream in = PageHandler.class.getResourceAsStream("web/" + file)) {
      if (in == null) {
        throw new IOException("web/" + file + " is not in the bundle");
      }
      return in.readAllBytes();
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 8) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("each JDK has it", e);
    }
  }
}
