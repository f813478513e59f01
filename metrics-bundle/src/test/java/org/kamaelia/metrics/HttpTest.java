package org.kamaelia.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kamaelia.testbed.ProtocolTester;

class HttpTest {
  static final Pages PAGES =
      (path, accept) ->
          switch (path) {
            case "/metrics" ->
                Optional.of(
                    new Page("200 OK", "text/plain", accept.getBytes(StandardCharsets.UTF_8)));
            case "/broken" -> throw new IOException("broken");
            default -> Optional.empty();
          };

  @Test
  void aPageIsSentWithItsLengthAndType() {
    try (var peer = ProtocolTester.of(new Http(PAGES))) {
      peer.send("GET /metrics?x=y HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\n\r\n");
      String answer = new String(peer.take(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 200 OK\r\nDate: ")
          .contains("\r\nContent-Type: text/plain\r\n", "\r\nContent-Length: 10\r\n")
          .endsWith("\r\n\r\ntext/plain");
      assertThat(answer).doesNotContain("Connection:");
    }
  }

  @Test
  void severalRequestsAtOnceAreAnsweredInTurn() {
    try (var peer = ProtocolTester.of(new Http(PAGES))) {
      peer.send(
          "GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: 1\r\n\r\n"
              + "\r\nHEAD /metrics HTTP/1.1\r\nHost: a\r\nAccept: xy\r\n\r\n"
              + "GET /none HTTP/1.1\r\nhost: a\r\nConnection: close\r\n\r\nGET /m");
      String answer = new String(peer.take(), StandardCharsets.UTF_8);
      assertThat(answer.split("HTTP/1.1 ")).hasSize(4);
      assertThat(answer)
          .contains("Content-Length: 1\r\n", "\r\n\r\n1HTTP", "Content-Length: 2\r\n")
          .contains("\r\n\r\nHTTP/1.1 404 Not Found", "Connection: close\r\n")
          .doesNotContain("xy");
      peer.expectEnd();
    }
  }

  @Test
  void whatIsNoRequestIsSaidToBeAndEndsIt() {
    assertAnswer("GET /\r\n\r\n", "400 Bad Request");
    assertAnswer("GET / HTTP/1.1\r\n\r\n", "400 Bad Request");
    assertAnswer("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 Bad Request");
    assertAnswer("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400 Bad Request");
    assertAnswer("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", "400 Bad Request");
    assertAnswer("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", "400 Bad Request");
    assertAnswer("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\n", "400 Bad Request");
    assertAnswer("GET / HTTP/2.0\r\nHost: a\r\n\r\n", "400 Bad Request");
    assertAnswer(
        "GET /" + "a".repeat(Http.HEAD) + " HTTP/1.1\r\n\r\n",
        "431 Request Header Fields Too Large");
  }

  @Test
  void othersThanGetAndHeadAreNotAllowed() {
    try (var peer = ProtocolTester.of(new Http(PAGES))) {
      peer.send("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(new String(peer.take(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 405 Method Not Allowed")
          .contains("\r\nAllow: GET, HEAD\r\n");
      peer.send("GET /metrics HTTP/1.0\r\n\r\n");
      assertThat(new String(peer.take(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200 OK");
      peer.expectEnd();
    }
  }

  @Test
  void aPageThatCannotBeMadeIsTemporarilyUnavailable() {
    try (var peer = ProtocolTester.of(new Http(PAGES))) {
      peer.send("GET /broken HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(new String(peer.take(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 503 Service Unavailable")
          .doesNotContain("broken");
    }
  }

  private static void assertAnswer(String request, String status) {
    try (var peer = ProtocolTester.of(new Http(PAGES))) {
      peer.send(request);
      assertThat(new String(peer.take(), StandardCharsets.UTF_8))
          .as(request)
          .startsWith("HTTP/1.1 " + status + "\r\n")
          .contains("Connection: close\r\n");
      peer.expectEnd();
    }
  }
}
