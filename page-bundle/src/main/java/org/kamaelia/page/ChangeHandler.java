package org.kamaelia.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import org.kamaelia.axon.ThreadedComponent;
import org.kamaelia.console.Commands;
import org.kamaelia.console.Conversation;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.HttpResource;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Changes what runs, for a page that shows a token (RFC 6750). What can be changed, and what that
 * means, is the console's: a request is the words of one of its commands.
 */
@Component(immediate = true) // so that a protocol that comes and goes cuts no command short
@HttpResource(path = "/kamaelia/change", listener = PageHandler.LISTENER)
public final class ChangeHandler implements HttpHandler {
  /** What the page has buttons for, and what they need to know. */
  private static final Set<String> COMMANDS =
      Set.of(
          "bind",
          "unbind",
          "retry",
          "suspend",
          "resume",
          "drain",
          "faults",
          "tls-reload",
          "close",
          "deployments",
          "plan",
          "swap",
          "rollback");

  /** The most bytes of a request's content. */
  private static final int MOST = 8192;

  private static final String SCHEME = "bearer ";

  private static final Logger LOG = System.getLogger("org.kamaelia.page");

  private static final JsonFactory FACTORY = new JsonFactory();

  private final Commands commands;
  private final Tokens tokens;
  private final WrongTokens wrong = new WrongTokens(InstantSource.system());
  private final Set<Conversation> running = ConcurrentHashMap.newKeySet();

  /** Made by the service component runtime. */
  @Activate
  public ChangeHandler(@Reference Commands commands, @Reference Tokens tokens) {
    this.commands = commands;
    this.tokens = tokens;
  }

  /** Cuts short what still runs. */
  @Deactivate
  void close() {
    running.forEach(Conversation::cut);
  }

  /**
   * Runs a command: the content is an array of its words. If that is empty nothing is run, and the
   * answer tells how long the token holds.
   */
  @Override
  public Response handle(Request request) {
    Guests.check(request);
    if (!request.is("POST")) {
      return Response.methodNotAllowed("POST");
    }
    if (!request.isOwnOrigin(request.header("Origin").orElse(""))) {
      throw new HttpException(403, "only the page itself may change something");
    }
    if (!request.header("Content-Type").orElse("").matches("(?i)application/json *(;.*)?")) {
      throw new HttpException(415, "the content is to be application/json");
    }
    List<String> words = words(request);
    // not before all of it has come, for the token may have been revoked meanwhile
    Optional<String> authorization = request.header("Authorization");
    Optional<Tokens.Permit> permit = authorization.flatMap(this::permit);
    if (permit.isEmpty()) {
      return unauthorized(authorization.isPresent(), request);
    }
    if (words.isEmpty()) {
      return uncached(Response.json(outcome(0, "", "", permit.get())));
    }
    if (!COMMANDS.contains(words.getFirst())) {
      throw new HttpException(422, "the page does not run " + words.getFirst());
    }
    FutureTask<String> run = new FutureTask<>(() -> run(words, permit.get()));
    // Apart from what answers: it goes on when the page does not wait for what comes of it. No
    // virtual thread, as one that is made here would run on the loop.
    Thread.ofPlatform().daemon().name("kamaelia page").start(run);
    return uncached(Response.by("application/json", new Answer(run)));
  }

  private static Response uncached(Response response) {
    return response.header("Cache-Control", "no-store");
  }

  private Optional<Tokens.Permit> permit(String authorization) {
    return authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
        ? tokens.permit(authorization.substring(SCHEME.length()))
        : Optional.empty();
  }

  private Response unauthorized(boolean shown, Request request) {
    OptionalLong count = shown ? wrong.count() : OptionalLong.empty();
    if (count.isPresent()) {
      LOG.log(
          Level.WARNING,
          "a token that does not hold, from {0}; {1} so far",
          request.connection().peer(),
          count.getAsLong());
    }
    // who shows none is told of no error (RFC 6750, 3.1)
    return Response.text("it takes a token that holds; `page` in the console gives one\n")
        .status(401)
        .header("WWW-Authenticate", shown ? "Bearer error=\"invalid_token\"" : "Bearer");
  }

  private static List<String> words(Request request) {
    try {
      return Words.of(request.body().text(MOST));
    } catch (IOException e) {
      throw new HttpException(400, "the content is to be an array of strings");
    }
  }

  /** What came of it, as JSON. */
  private String run(List<String> words, Tokens.Permit permit) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Conversation command = commands.run(words, "page of " + permit.who(), out, err);
    running.add(command);
    try {
      int code = command.hold();
      return outcome(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), permit);
    } finally {
      running.remove(command);
    }
  }

  private static String outcome(int code, String out, String err, Tokens.Permit permit) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("code", code);
      json.writeStringField("out", out);
      json.writeStringField("err", err);
      json.writeNumberField("until", permit.until().toEpochMilli());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Waits for what comes of a command. */
  private static final class Answer extends ThreadedComponent<ByteBuffer, ByteBuffer> {
    private final FutureTask<String> run;

    Answer(FutureTask<String> run) {
      this.run = run;
    }

    @Override
    protected void run() throws Exception {
      outbox.send(StandardCharsets.UTF_8.encode(run.get()));
    }
  }
}
