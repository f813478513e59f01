package org.kamaelia.protocol.websocket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Signal;
import org.kamaelia.http.Field;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.websocket.Compression;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.WebSocketFactory;
import org.kamaelia.websocket.internal.Accept;
import org.kamaelia.websocket.internal.Deflate;
import org.kamaelia.websocket.internal.DeflateOffer;
import org.kamaelia.websocket.internal.Extension;
import org.kamaelia.websocket.internal.Spares;

/** Where WebSockets begin: the handshake (RFC 6455, 4.2) for the components of one factory. */
final class Endpoint implements HttpHandler, WebSocket.Open {
  private static final String VERSION = "13";

  /** How long WebSockets may take to finish when their factory goes. */
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(10);

  private final WebSocketFactory factory;
  private final Supplier<WebSocketSettings> settings;
  private final Spares spares;

  /** Those that are there; guarded by itself, as is {@link #over}. */
  private final Set<WebSocket> open = new LinkedHashSet<>();

  private boolean over;

  /**
   * @param settings what is allowed to those that begin from now on
   */
  Endpoint(WebSocketFactory factory, Supplier<WebSocketSettings> settings, Spares spares) {
    this.factory = factory;
    this.settings = settings;
    this.spares = spares;
  }

  /** What was chosen of that which the client offers. */
  private record Chosen(@Nullable String subprotocol, DeflateOffer.@Nullable Agreed deflate) {}

  @Override
  public Response handle(Request request) {
    if (request.minorVersion() == 0
        || !request.has("Upgrade", "websocket")
        || !request.has("Connection", "Upgrade")) {
      return upgradeRequired("this is for WebSocket");
    }
    if (!request.is("GET")) {
      return Response.methodNotAllowed("GET");
    }
    if (!request.header("Sec-WebSocket-Version").orElse("").equals(VERSION)) {
      return upgradeRequired("the version of WebSocket is 13")
          .header("Sec-WebSocket-Version", VERSION);
    }
    String key = request.header("Sec-WebSocket-Key").orElse("");
    if (!Accept.isKey(key)) {
      throw new HttpException(400, "Sec-WebSocket-Key is not 16 bytes in Base64");
    }
    if (request.body().length().orElse(1) != 0) {
      throw new HttpException(400, "a handshake has no content");
    }
    Optional<String> origin = request.header("Origin");
    if (origin.isPresent() && !factory.accepts(origin.get(), request)) {
      throw new HttpException(403, "pages from elsewhere may not connect");
    }
    return agree(request, key, choose(request));
  }

  private static Response upgradeRequired(String why) {
    return Response.text(why + "\n").status(426).header("Upgrade", "websocket");
  }

  private Chosen choose(Request request) {
    List<String> known =
        request.header("Sec-WebSocket-Protocol").map(Endpoint::tokens).orElse(List.of());
    String subprotocol =
        factory.subprotocols().stream().filter(known::contains).findFirst().orElse(null);
    List<Extension> offers;
    try {
      offers = request.header("Sec-WebSocket-Extensions").map(Extension::parse).orElse(List.of());
    } catch (IllegalArgumentException e) {
      throw new HttpException(400, String.valueOf(e.getMessage()));
    }
    Compression compression = settings.get().compression();
    return new Chosen(
        subprotocol,
        compression == Compression.NONE
            ? null
            : DeflateOffer.answer(offers, compression == Compression.ACROSS_MESSAGES).orElse(null));
  }

  private static List<String> tokens(String field) {
    List<String> tokens = new ArrayList<>();
    for (String token : field.split(",", -1)) {
      if (!Field.isToken(token.strip())) {
        throw new HttpException(400, "Sec-WebSocket-Protocol is malformed");
      }
      tokens.add(token.strip());
    }
    return tokens;
  }

  private Response agree(Request request, String key, Chosen chosen) {
    String subprotocol = chosen.subprotocol();
    Component<Message, Message> speaker =
        subprotocol == null ? factory.create(request) : factory.create(request, subprotocol);
    DeflateOffer.Agreed agreed = chosen.deflate();
    Deflate deflate = agreed == null ? null : agreed.deflate();
    WebSocket socket = new WebSocket(speaker, settings.get().limits(), deflate, spares, this);
    Response response =
        Response.switching("websocket", socket).header("Sec-WebSocket-Accept", Accept.of(key));
    if (subprotocol != null) {
      response = response.header("Sec-WebSocket-Protocol", subprotocol);
    }
    return agreed == null ? response : response.header("Sec-WebSocket-Extensions", agreed.field());
  }

  // Those that are open.

  @Override
  public void begins(WebSocket socket) {
    boolean late;
    synchronized (open) {
      late = over;
      open.add(socket);
    }
    if (late) {
      socket.finish(shutdown());
    }
  }

  @Override
  public void ends(WebSocket socket) {
    synchronized (open) {
      open.remove(socket);
      if (open.isEmpty()) {
        open.notifyAll();
      }
    }
  }

  /** Tells all WebSockets to finish, those that are about to begin as well. Any thread. */
  void finish() {
    List<WebSocket> all;
    synchronized (open) {
      over = true;
      all = List.copyOf(open);
    }
    all.forEach(socket -> socket.finish(shutdown()));
  }

  /**
   * The same, and waits for them, but not for ever: what they finish with is code of a bundle that
   * is about to go. Not on a loop.
   */
  void close() {
    finish();
    long deadline = System.nanoTime() + FINISH_WITHIN.toNanos();
    synchronized (open) {
      try {
        for (long left = 1; left > 0 && !open.isEmpty(); left = deadline - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(open, left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Signal.Shutdown shutdown() {
    return new Signal.Shutdown(FINISH_WITHIN, "what speaks here goes");
  }
}
