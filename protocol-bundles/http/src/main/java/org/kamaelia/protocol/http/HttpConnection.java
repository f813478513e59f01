package org.kamaelia.protocol.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Linkage;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Signal;
import org.kamaelia.http.Content;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Response;
import org.kamaelia.net.Connection;
import org.kamaelia.protocol.http.Outgoing.End;
import org.kamaelia.protocol.http.Outgoing.Persistence;

/**
 * A connection of HTTP/1.1 (RFC 9112): takes one request after the other, has each answered, and
 * sends the answers in that order.
 *
 * <p>Told to finish it says so in the answer to the request that is in hand, and ends at once if
 * none is.
 */
final class HttpConnection extends Component<ByteBuffer, ByteBuffer> implements Incoming {
  private static final Logger LOG = System.getLogger("org.kamaelia.protocol.http");

  /** So much content that nobody wants is taken to keep the connection; else it is closed. */
  private static final long UNWANTED = 64 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Connection connection;
  private final Site site;
  private final HttpSettings settings;
  private final HeadScanner lines;
  private final Gathered head;
  private final Outgoing out;
  private ByteBuffer here = NOTHING;

  /** It was told to finish: after this request there is no other. */
  private boolean finishing;

  /** By when, of the clock, what is in hand is given up because of that. */
  private long finishBy = Long.MAX_VALUE;

  HttpConnection(Connection connection, Site site) {
    this.connection = connection;
    this.site = site;
    settings = site.settings().get();
    lines = new HeadScanner(settings);
    head = new Gathered(lines);
    out = new Outgoing(outbox, site.date());
  }

  @Override
  protected void run() {
    try {
      Duration patience = settings.headTimeout();
      while (nextHead(patience) && exchange()) {
        patience = settings.idleTimeout();
      }
    } catch (HttpException e) {
      refuse(null, e);
    }
    out.flush();
  }

  // What comes.

  @Override
  public ByteBuffer here() {
    return here;
  }

  @Override
  public long nanoTime() {
    return clock().nanoTime();
  }

  @Override
  public boolean more(long deadline) {
    return switch (await(deadline)) {
      case BYTES -> true;
      case END -> false;
      case LATE -> throw new HttpException(408, "the rest did not come in time");
      case TOLD -> more(deadline);
    };
  }

  private enum Came {
    BYTES,
    END,
    LATE,
    /** To finish. */
    TOLD
  }

  private Came await(long deadline) {
    here = NOTHING; // or it would be kept by those who wait
    out.flush();
    while (true) {
      if (!inbox.isEmpty()) {
        here = onHeap(inbox.receive());
        return Came.BYTES;
      }
      if (inbox.atEnd()) {
        return Came.END;
      }
      if (isTold()) {
        return Came.TOLD;
      }
      long left = Math.min(deadline, finishBy) - nanoTime();
      if (left <= 0 || select(Duration.ofNanos(left), inbox, control()).isEmpty()) {
        return Came.LATE;
      }
    }
  }

  private static ByteBuffer onHeap(ByteBuffer message) {
    return message.hasArray()
        ? message
        : ByteBuffer.allocate(message.remaining()).put(message).flip();
  }

  /** Whether it was just told to finish. */
  private boolean isTold() {
    if (control().poll().orElse(null) instanceof Signal.Shutdown shutdown && !finishing) {
      finishing = true;
      finishBy = nanoTime() + shutdown.within().toNanos() / 2;
      return true;
    }
    return false;
  }

  /**
   * Gathers a head.
   *
   * @param patience how long to wait for its first byte
   * @return false if none comes any more
   */
  private boolean nextHead(Duration patience) {
    lines.reset();
    boolean waits = !here.hasRemaining();
    long deadline = waits ? nanoTime() + patience.toNanos() : 0;
    while (true) {
      if (here.hasRemaining()) {
        int base = here.arrayOffset();
        int end = head.add(here.array(), base + here.position(), base + here.limit());
        if (end >= 0) {
          here.position(end - base);
          return true;
        }
        if (waits || deadline == 0) {
          waits = false;
          deadline = nanoTime() + settings.headTimeout().toNanos();
        }
      }
      switch (await(deadline)) {
        case BYTES -> {}
        case END -> {
          return false;
        }
        case LATE -> {
          if (!lines.hasBegun()) {
            return false;
          }
          throw new HttpException(408, "the head did not come in time");
        }
        case TOLD -> {
          if (!lines.hasBegun()) {
            return false;
          }
        }
      }
    }
  }

  // What is answered.

  /**
   * Has a request answered.
   *
   * @return whether there may be another one
   */
  private boolean exchange() {
    Head asked = null;
    try {
      asked = Head.of(head.bytes(), head.start(), lines);
      head.forget();
      Target target = Target.of(asked);
      Framing framing = Framing.of(asked, settings.maxBody());
      boolean waits = isInvitationWanted(asked);
      RequestBody body = new RequestBody(framing, this, settings, waits ? out::invite : null);
      Routes.Found found = site.routes().get().find(connection.listener(), target.path());
      var request =
          new HttpRequest(asked, target, found == null ? "" : found.below(), body, connection);
      return answer(request, Compressed.of(request, respond(request, found), settings.compress()));
    } catch (HttpException e) {
      refuse(asked, e);
      return false;
    }
  }

  /** Whether the client waits to be asked for its content (RFC 9110, 10.1.1). */
  private static boolean isInvitationWanted(Head asked) {
    Optional<String> expected = asked.minor() == 0 ? Optional.empty() : asked.value("expect");
    if (expected.isPresent() && !expected.get().equalsIgnoreCase("100-continue")) {
      throw new HttpException(417, "of expectations, only 100-continue is known here");
    }
    return expected.isPresent();
  }

  private Response respond(HttpRequest request, Routes.@Nullable Found found) {
    if (!settings.serves(request.authority())) {
      return error(421, "this host is not served here");
    }
    return found == null ? nobody(request) : handle(found.handler(), request);
  }

  private static Response nobody(HttpRequest request) {
    return request.path().equals("*") ? Response.of(204) : error(404, "there is no such page");
  }

  private static Response error(int status, String reason) {
    return Response.text(reason + "\n").status(status);
  }

  private Response handle(HttpHandler handler, HttpRequest request) {
    try {
      Response response = handler.handle(request);
      if (response.status() == 405 && request.is("OPTIONS")) {
        return Response.of(204)
            .header("Allow", response.header("Allow").map(it -> it + ", ").orElse("") + "OPTIONS");
      }
      return response;
    } catch (HttpException e) {
      return error(e.status(), String.valueOf(e.getMessage()));
    } catch (EndOfStream e) {
      throw e; // there is no client any more
    } catch (Exception | LinkageError | AssertionError e) {
      LOG.log(
          Level.WARNING,
          () -> "%s failed for %s %s".formatted(handler, request.method(), request.path()),
          e);
      return error(500, "it failed; the server's log says how");
    }
  }

  /** Says what is wrong, and ends the connection: nobody knows where the next request begins. */
  private void refuse(@Nullable Head asked, HttpException why) {
    Response response = error(why.status(), String.valueOf(why.getMessage()));
    var content = (Content.Parts) response.content();
    out.head(response, clock().instant(), End.LENGTH, content.length(), Persistence.CLOSE);
    if (asked == null || !asked.method().equals("HEAD")) {
      out.content(content);
    }
    log(asked, why.status(), content.length());
  }

  /**
   * Sends an answer.
   *
   * @return whether the connection goes on
   */
  private boolean answer(HttpRequest request, Response response) {
    isTold();
    RequestBody body = request.body();
    boolean kept = !finishing && isKept(request.head());
    if (response.content() instanceof Content.Made made) {
      return make(request, response, made, kept);
    }
    boolean goesOn = kept && mayBeFinished(body);
    return switch (response.content()) {
      case Content.Parts parts -> {
        boolean silent = isWithoutContent(response.status());
        head(request, response, silent ? End.NONE : End.LENGTH, parts.length(), goesOn);
        boolean sent = !silent && !request.is("HEAD");
        if (sent) {
          out.content(parts);
        }
        log(request.head(), response.status(), sent ? parts.length() : 0);
        yield goesOn && finish(body);
      }
      case Content.Switched switched -> {
        hand(request, response, switched.component());
        yield false;
      }
      case Content.Made made -> throw new AssertionError(made);
    };
  }

  /** Whether client and protocol agree that the connection is kept (RFC 9112, 9.3). */
  private static boolean isKept(Head asked) {
    return asked.minor() > 0
        ? !asked.has("connection", "close")
        : asked.has("connection", "keep-alive");
  }

  private static boolean isWithoutContent(int status) {
    return status == 204 || status == 304;
  }

  /** Whether what nobody has taken of the content is worth waiting for, or here already. */
  private static boolean mayBeFinished(RequestBody body) {
    if (body.isUninvited()) {
      return false; // it may come or not
    }
    body.drop();
    return body.atMost() <= UNWANTED;
  }

  /**
   * Takes what is left of the content, once the answer is said; whether there was nothing wrong
   * with it.
   */
  private static boolean finish(RequestBody body) {
    try {
      while (!body.isOver()) {
        body.take();
      }
      return true;
    } catch (HttpException e) {
      return false;
    }
  }

  private void head(HttpRequest request, Response response, End end, long length, boolean goesOn) {
    Persistence connection =
        !goesOn
            ? Persistence.CLOSE
            : request.minorVersion() == 0 ? Persistence.SAID : Persistence.GOES_ON;
    out.head(response, clock().instant(), end, length, connection);
  }

  private void log(@Nullable Head asked, int status, long bytes) {
    AccessLog log = site.log().get();
    if (log != AccessLog.NONE) {
      log.answered(connection, asked, status, bytes, clock().instant());
    }
  }

  /** Lets a component make the content, and feeds it what the client sends. */
  private boolean make(HttpRequest request, Response response, Content.Made made, boolean mayGoOn) {
    OptionalLong length = made.length();
    boolean known = length.isPresent();
    boolean chunked = !known && request.minorVersion() > 0;
    boolean silent = isWithoutContent(response.status()) || request.is("HEAD");
    boolean goesOn = mayGoOn && (known || chunked || silent);
    End end = silent ? End.NONE : known ? End.LENGTH : chunked ? End.CHUNKED : End.CLOSE;
    head(request, response, end == End.NONE && known ? End.LENGTH : end, length.orElse(0), goesOn);
    if (silent) {
      log(request.head(), response.status(), 0);
      return goesOn && finish(request.body());
    }
    out.flush();
    Component<ByteBuffer, ByteBuffer> component = made.component();
    ContentWriter writer = new ContentWriter(chunked, length, response.trailers());
    final Inbox<Signal> done = addInbox("done", Signal.class);
    Outbox<ByteBuffer> content = addOutbox("content", ByteBuffer.class);
    content.linkTo(component.inbox());
    component.outbox().linkTo(writer.inbox());
    writer.outbox().linkTo(outbox);
    writer.signal().linkTo(done);
    activate(component);
    activate(writer);
    final boolean fed = feed(request.body(), content, done);
    removeBox(content);
    while (done.isEmpty()) {
      select(done);
    }
    removeBox(done);
    log(request.head(), response.status(), writer.written());
    return goesOn && fed && !finishing;
  }

  /**
   * Feeds a component the content of a request.
   *
   * @return whether all of it was taken, by the component or by nobody
   */
  private static boolean feed(RequestBody body, Outbox<ByteBuffer> content, Inbox<Signal> done) {
    try {
      while (!body.isOver() && done.isEmpty()) {
        ByteBuffer piece = body.take();
        if (piece != null) {
          content.send(piece);
        }
      }
    } catch (EndOfStream e) {
      // the component wants no more of it
    } catch (HttpException e) {
      return false; // which the component is told by isWhole
    }
    return body.isOver() || (mayBeFinished(body) && finish(body));
  }

  /** Hands the connection over to a component that speaks another protocol. */
  private void hand(
      HttpRequest request, Response response, Component<ByteBuffer, ByteBuffer> next) {
    if (request.minorVersion() == 0
        || !request.has("Connection", "upgrade")
        || !finish(request.body())) {
      refuse(request.head(), new HttpException(426, "another protocol is spoken here"));
      return;
    }
    out.head(response, clock().instant(), End.NONE, 0, Persistence.SWITCH);
    out.flush();
    log(request.head(), response.status(), 0);
    final Inbox<Signal> done = addInbox("done", Signal.class);
    pass(next, here.slice());
    here = NOTHING;
    Linkage way = inbox.linkTo(next.inbox());
    next.outbox().linkTo(outbox);
    next.signal().linkTo(done);
    activate(next);
    while (select(done, control()) != done) {
      if (isTold() && !next.isAttentive()) {
        way.unlink();
        pass(next, NOTHING); // and then the end
      }
    }
  }

  /** Sends something to a component, and the end if nobody else does. */
  private void pass(Component<ByteBuffer, ByteBuffer> component, ByteBuffer bytes) {
    Outbox<ByteBuffer> from = addOutbox("first", ByteBuffer.class);
    from.linkTo(component.inbox());
    if (bytes.hasRemaining()) {
      from.send(bytes);
    }
    removeBox(from);
  }
}
