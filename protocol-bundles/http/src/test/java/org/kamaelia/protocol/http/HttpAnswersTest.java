package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.kamaelia.protocol.http.Exchanges.HOST;
import static org.kamaelia.protocol.http.Exchanges.answer;
import static org.kamaelia.protocol.http.Exchanges.ok;
import static org.kamaelia.protocol.http.Exchanges.serving;

import org.junit.jupiter.api.Test;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Response;

/** What a client is answered. */
class HttpAnswersTest {
  @Test
  void aHeadHasNoContentButItsLength() {
    try (var peer = serving(request -> Response.text("hello"))) {
      peer.send("HEAD / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo(ok("hello").replace("hello", ""));
    }
  }

  @Test
  void whoHasNoContentSaysSo() {
    try (var peer = serving(request -> Response.of(Integer.parseInt(request.query())))) {
      peer.send("GET /?201 HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo("HTTP/1.1 201 Created\nContent-Length: 0\n\n");
      peer.send("GET /?204 HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo("HTTP/1.1 204 No Content\n\n");
      peer.send("GET /?304 HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo("HTTP/1.1 304 Not Modified\n\n");
    }
  }

  @Test
  void optionsAreThoseThatTheHandlerAllows() {
    try (var peer = serving(request -> Response.methodNotAllowed("GET", "HEAD"))) {
      peer.send("OPTIONS / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo("HTTP/1.1 204 No Content\nAllow: GET, HEAD, OPTIONS\n\n");
      peer.send("PUT / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 405 ").contains("\nAllow: GET, HEAD\n");
      peer.send("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo("HTTP/1.1 204 No Content\n\n");
    }
  }

  @Test
  void aHandlerThatFailsIsAnError() {
    HttpHandler handler =
        request -> {
          throw new IllegalStateException("secret");
        };
    try (var peer = serving(handler)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 500 ").doesNotContain("secret");
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void aHandlerSaysWhatIsWrongWithARequest() {
    HttpHandler handler =
        request -> {
          throw new HttpException(422, "no such station");
        };
    try (var peer = serving(handler)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 422 ").endsWith("no such station\n");
    }
  }

  @Test
  void contentThatIsMoreThanTheHandlerTakesIsRefused() {
    try (var peer = serving(request -> Response.text(request.body().text(4)))) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\n12345");
      assertThat(answer(peer)).startsWith("HTTP/1.1 413 ");
      peer.send(
          "POST / HTTP/1.1\r\n"
              + HOST
              + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\nabc\r\n0\r\n\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void aFieldOfTheHandlersCannotEndItsLine() {
    assertThatThrownBy(() -> Response.text("").header("X", "a\r\nSet-Cookie: b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no value of the field X: 'a??Set-Cookie: b'");
    assertThatThrownBy(() -> Response.text("").header("content-length", "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
