package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.protocol.http.Exchanges.HOST;
import static org.kamaelia.protocol.http.Exchanges.answer;
import static org.kamaelia.protocol.http.Exchanges.bytes;
import static org.kamaelia.protocol.http.Exchanges.ok;
import static org.kamaelia.protocol.http.Exchanges.serving;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Response;

/** How long a connection goes on, and what it waits for. */
class HttpConnectionTest {
  @Test
  void aHeadThatTakesTooLongIsRefused() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\n");
      for (int i = 0; i < 19; i++) {
        peer.advance(Duration.ofSeconds(1)).send("X: a\r\n");
      }
      peer.expectNothing().advance(Duration.ofSeconds(1));
      assertThat(answer(peer)).startsWith("HTTP/1.1 408 ");
      peer.expectEnd();
    }
  }

  @Test
  void whoSaysNothingIsClosedInSilence() {
    try (var peer = serving(Exchanges::tell)) {
      peer.advance(Duration.ofSeconds(20)).expectEnd();
    }
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").take();
      peer.advance(Duration.ofSeconds(74)).expectNothing().advance(Duration.ofSeconds(1));
      peer.expectEnd();
    }
  }

  @Test
  void contentThatComesTooSlowlyIsRefused() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 100000\r\n\r\n");
      for (int second = 0; second < 99; second++) {
        peer.expectNothing().send("a".repeat(400)).advance(Duration.ofSeconds(1));
      }
      // 20 seconds, and 80 for 40,000 bytes, of which the last is late
      peer.advance(Duration.ofSeconds(1));
      assertThat(answer(peer)).startsWith("HTTP/1.1 408 ");
      peer.expectEnd();
    }
  }

  @Test
  void anOldClientIsClosedUnlessItAsks() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
      assertThat(answer(peer)).contains("\nConnection: keep-alive\n");
      peer.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(answer(peer)).contains("\nConnection: close\n");
      peer.expectEnd();
    }
  }

  @Test
  void aClientThatClosesGetsItsAnswerFirst() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\nGET / HTTP/1.1\r\n");
      assertThat(answer(peer)).contains("\nConnection: close\n").endsWith("GET / [] ");
      peer.expectEnd();
    }
  }

  @Test
  void toldToFinishItSaysSoInTheNextAnswer() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\n").finish().expectNothing();
      peer.send(HOST + "\r\n");
      assertThat(answer(peer)).contains("\nConnection: close\n").endsWith("GET / [] ");
      peer.expectEnd();
    }
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").take();
      peer.finish().expectEnd();
    }
  }

  @Test
  void contentThatNobodyWantsIsPassedOverIfItIsShort() {
    try (var peer = serving(request -> Response.text("no"))) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\n");
      assertThat(answer(peer)).isEqualTo(ok("no"));
      peer.send("12345GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo(ok("no"));
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 100000\r\n\r\n");
      assertThat(answer(peer)).contains("\nConnection: close\n");
      peer.expectEnd();
    }
  }

  @Test
  void aClientThatWaitsIsAskedForItsContentWhenSomebodyWantsIt() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
      peer.expect("HTTP/1.1 100 Continue\r\n\r\n").send("12345");
      assertThat(answer(peer)).isEqualTo(ok("POST / [] 12345"));
    }
    try (var peer = serving(Exchanges::tell)) {
      peer.send(
          "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nExpect: 100-continue\r\n\r\na");
      assertThat(answer(peer)).isEqualTo(ok("POST / [] a"));
    }
    try (var peer = serving(request -> Response.of(403))) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 403 ").contains("\nConnection: close\n");
      peer.expectEnd();
    }
  }

  @Test
  void theConnectionIsHandedOverToAnotherProtocol() {
    HttpHandler handler =
        request ->
            Response.switching(
                "copy",
                Component.of(
                    "copy",
                    (in, out) -> {
                      in.forEach(out::send);
                      out.send(bytes("bye"));
                    }));
    String request =
        "GET / HTTP/1.1\r\n" + HOST + "Connection: x, Upgrade\r\nUpgrade: copy\r\n\r\n";
    try (var peer = serving(handler)) {
      peer.send(request + "abc");
      assertThat(answer(peer))
          .isEqualTo("HTTP/1.1 101 Switching Protocols\nUpgrade: copy\nConnection: upgrade\n\nabc");
      peer.send("def").expect("def").end().expect("bye").expectEnd();
    }
    try (var peer = serving(handler)) {
      peer.send(request);
      answer(peer);
      peer.send("abc").finish().expect("abcbye").expectEnd();
    }
    try (var peer = serving(handler)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 426 ");
    }
  }
}
