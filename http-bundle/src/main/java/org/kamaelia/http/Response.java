package org.kamaelia.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.kamaelia.axon.Component;
import org.kamaelia.net.FileRegion;

/**
 * An answer to a request (RFC 9110). What has to do with the connection and the framing the server
 * adds, so no {@code Content-Length}, {@code Date} or {@code Connection} needs to be said. The
 * answer to a {@code HEAD} is the same as to a {@code GET}: the server leaves the content out.
 *
 * <p>Immutable, and may answer any number of requests, unless a component makes its content; any
 * thread.
 */
public final class Response {
  /** What is said of the connection and of the framing. */
  private static final List<String> SERVERS =
      List.of("Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Trailer");

  private final int status;
  private final List<Field> headers;
  private final Content content;
  private final Supplier<List<Field>> trailers;

  private Response(
      int status, List<Field> headers, Content content, Supplier<List<Field>> trailers) {
    this.status = status;
    this.headers = headers;
    this.content = content;
    this.trailers = trailers;
  }

  // Made of a content.

  /**
   * One without content.
   *
   * @param status 200 to 599
   */
  public static Response of(int status) {
    return new Response(checked(status), List.of(), Content.Parts.NONE, List::of);
  }

  /** Text, as UTF-8. */
  public static Response text(String text) {
    return of("text/plain; charset=utf-8", encoded(text));
  }

  /** A page in HTML, as UTF-8. */
  public static Response html(String page) {
    return of("text/html; charset=utf-8", encoded(page));
  }

  /** JSON, as UTF-8. */
  public static Response json(String json) {
    return of("application/json", encoded(json));
  }

  /**
   * Bytes, which are left alone from now on.
   *
   * @param type the media type
   */
  public static Response of(String type, ByteBuffer bytes) {
    ByteBuffer kept = bytes.slice();
    return of(type, new Content.Parts(List.of(kept), kept.remaining()));
  }

  /**
   * Part of a file.
   *
   * @param type the media type
   */
  public static Response of(String type, FileRegion file) {
    return of(type, new Content.Parts(List.of(file.message()), file.count()));
  }

  /**
   * What a component makes, bit by bit: what the client sends along fills its inbox, and what it
   * sends goes to the client. If it fails, the client is told by an abrupt end.
   *
   * @param type the media type
   * @param component not started, and for one response
   */
  public static Response by(String type, Component<ByteBuffer, ByteBuffer> component) {
    return of(type, new Content.Made(component, OptionalLong.empty()));
  }

  /**
   * Another content.
   *
   * @param type the media type
   */
  public static Response of(String type, Content content) {
    return new Response(200, List.of(new Field("Content-Type", type)), content, List::of);
  }

  /**
   * Hands the connection over to another protocol, with status 101 (RFC 9110, 7.8): what the client
   * sends from now on fills the component's inbox. Only if the client has asked for that, see
   * {@code Upgrade}.
   *
   * @param protocol as the field {@code Upgrade} names it
   * @param component not started
   */
  public static Response switching(String protocol, Component<ByteBuffer, ByteBuffer> component) {
    return new Response(
        101, List.of(new Field("Upgrade", protocol)), new Content.Switched(component), List::of);
  }

  /**
   * Says that the method is none of those that the resource knows (status 405). To an {@code
   * OPTIONS} the server says it with status 204.
   */
  public static Response methodNotAllowed(String... allowed) {
    return text("the methods are " + String.join(", ", allowed) + "\n")
        .status(405)
        .header("Allow", String.join(", ", allowed));
  }

  // Made of another one.

  /** The same with another status, 200 to 599. */
  public Response status(int other) {
    return new Response(checked(other), headers, content, trailers);
  }

  /**
   * The same with one more header field.
   *
   * @throws IllegalArgumentException if it is none, see {@link Field}, or one that the server says
   */
  public Response header(String name, String value) {
    if (SERVERS.stream().anyMatch(name::equalsIgnoreCase)) {
      throw new IllegalArgumentException("the server says " + name + ": " + value);
    }
    List<Field> more = new ArrayList<>(headers.size() + 1);
    more.addAll(headers);
    more.add(new Field(name, value));
    return new Response(status, List.copyOf(more), content, trailers);
  }

  /**
   * The same with trailer fields, for which a client is told {@code TE: trailers} has asked; others
   * do not get them.
   *
   * @param made asked when all of the content was sent
   */
  public Response trailers(Supplier<List<Field>> made) {
    return new Response(status, headers, content, made);
  }

  /** The same with another content. */
  public Response content(Content other) {
    return new Response(status, headers, other, trailers);
  }

  /** The same, whose component makes so many bytes. */
  public Response length(long bytes) {
    if (!(content instanceof Content.Made made)) {
      throw new IllegalStateException("the length is known, as no component makes the content");
    }
    return new Response(
        status, headers, new Content.Made(made.component(), OptionalLong.of(bytes)), trailers);
  }

  // What it is.

  /** The status code. */
  public int status() {
    return status;
  }

  /** The header fields that were said. */
  public List<Field> headers() {
    return headers;
  }

  /** The value of the first header field of that name. */
  public Optional<String> header(String name) {
    return headers.stream().filter(field -> field.is(name)).map(Field::value).findFirst();
  }

  /** The content. */
  public Content content() {
    return content;
  }

  /** The trailer fields, which must not be asked for before all of the content was sent. */
  public Supplier<List<Field>> trailers() {
    return trailers;
  }

  private static int checked(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("no status of a response: " + status);
    }
    return status;
  }

  private static ByteBuffer encoded(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
