package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.http.Field;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.TlsSession;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.testbed.TestConnection;

class HttpTest {
  private static final String HOST = "Host: a\r\n";

  private static ProtocolTester serving(HttpHandler handler) {
    return ProtocolTester.of(HttpFactory.serving("/*", handler));
  }

  /** One that tells what it got. */
  private static Response tell(Request request) {
    return Response.text(
        "%s %s [%s] %s"
            .formatted(
                request.method(), request.path(), request.query(), request.body().text(1 << 20)));
  }

  /** What came, without its date, and with plain ends of lines. */
  private static String answer(ProtocolTester peer) {
    return new String(peer.take(), StandardCharsets.ISO_8859_1)
        .replaceAll("Date: [^\r]*\r\n", "")
        .replace("\r\n", "\n");
  }

  private static String ok(String content) {
    return "HTTP/1.1 200 OK\nContent-Type: text/plain; charset=utf-8\nContent-Length: %d\n\n%s"
        .formatted(content.length(), content);
  }

  // Requests.

  @Test
  void aRequestIsAnswered() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(answer(peer)).isEqualTo(ok("GET /a [b=c] "));
    }
  }

  @Test
  void theDateIsSaid() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(new String(peer.take(), StandardCharsets.ISO_8859_1))
          .contains("Date: " + HttpDate.format(peer.now()) + "\r\n");
    }
  }

  @Test
  void requestsOfOneMessageAreAnsweredInOrder() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send(
          "GET /1 HTTP/1.1\r\n"
              + HOST
              + "\r\nPOST /2 HTTP/1.1\r\n"
              + HOST
              + "Content-Length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\n"
              + HOST
              + "\r\n");
      assertThat(answer(peer))
          .isEqualTo(ok("GET /1 [] ") + ok("POST /2 [] abc") + ok("GET /3 [] "));
    }
  }

  @Test
  void contentInChunksIsPutTogether() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send(
          "POST / HTTP/1.1\r\n"
              + HOST
              + "Transfer-Encoding: Chunked\r\n\r\n"
              + "3\r\n"
              + "abc\r\n"
              + "00A;x;y=\"z\\\"\"\r\n"
              + "0123456789\r\n"
              + "0\r\n\r\n");
      assertThat(answer(peer)).isEqualTo(ok("POST / [] abc0123456789"));
    }
  }

  @Test
  void trailerFieldsAreThereAfterTheContent() {
    HttpHandler handler =
        request -> {
          List<Field> before = List.copyOf(request.trailers());
          request.body().text(100);
          return Response.text(before + " " + request.trailers());
        };
    try (var peer = serving(handler)) {
      peer.send(
          "POST / HTTP/1.1\r\n"
              + HOST
              + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: 1\r\nY:2\r\n\r\n");
      assertThat(answer(peer)).endsWith("[] [Field[name=X, value=1], Field[name=Y, value=2]]");
    }
  }

  @Test
  void emptyLinesBeforeARequestArePassedOver() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send("\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo(ok("GET / [] ").repeat(2));
    }
  }

  @Test
  void anAbsoluteTargetHasTheHost() {
    try (var peer = serving(request -> Response.text(request.authority() + request.path()))) {
      peer.send("GET http://b:81/x HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo(ok("b:81/x"));
      peer.send("GET HTTP://b?q HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo(ok("b/"));
    }
  }

  @Test
  void thePathIsDecoded() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET /a%20b/%C3%A4?c%20d HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(new String(peer.take(), StandardCharsets.UTF_8))
          .endsWith("GET /a b/\u00e4 [c%20d] ");
    }
  }

  @Test
  void parametersAreDecodedAsOfForms() {
    HttpHandler handler =
        request -> Response.text(request.parameter("b") + " " + request.parameter("x"));
    try (var peer = serving(handler)) {
      peer.send("GET /?a=1&b=c+%26d&b=2 HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).endsWith("Optional[c &d] Optional.empty");
    }
  }

  @Test
  void itsOwnOriginHasItsHostAndTheSchemeThatTheConnectionHas() {
    for (String own : List.of("http://a:8080", "https://a:8080", "HTTP://A:8080")) {
      assertThat(isOwn(own, false)).as(own).isTrue();
    }
    assertThat(isOwn("https://a:8080", true)).isTrue();
    for (String foreign :
        List.of("http://a", "http://a:80800", "http://b:8080", "ftp://a:8080", "a:8080", "null")) {
      assertThat(isOwn(foreign, false)).as(foreign).isFalse();
    }
    assertThat(isOwn("http://a:8080", true)).isFalse();
  }

  private static boolean isOwn(String origin, boolean tls) {
    ProtocolFactory factory =
        HttpFactory.serving(
            "/*", request -> Response.text(String.valueOf(request.isOwnOrigin(origin))));
    TestConnection plain = new TestConnection(1);
    Connection connection = tls ? new Encrypted(plain) : plain;
    try (var peer = ProtocolTester.of(factory, connection, new SteppedAxon(1))) {
      peer.send("GET / HTTP/1.1\r\nHost: a:8080\r\n\r\n");
      return answer(peer).endsWith("\n\ntrue");
    }
  }

  /** A connection with TLS. */
  private record Encrypted(TestConnection plain) implements Connection {
    @Override
    public long id() {
      return plain.id();
    }

    @Override
    public String listener() {
      return plain.listener();
    }

    @Override
    public SocketAddress peer() {
      return plain.peer();
    }

    @Override
    public SocketAddress local() {
      return plain.local();
    }

    @Override
    public Optional<TlsSession> tls() {
      return Optional.of(
          new TlsSession(
              "TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.empty(), Optional.empty(), List.of()));
    }
  }

  @Test
  void whatTheStarStandsForIsBelow() {
    try (var peer =
        ProtocolTester.of(
            HttpFactory.serving("/media/*", request -> Response.text(request.below())))) {
      peer.send("GET /media/a/b HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).isEqualTo(ok("a/b"));
      peer.send("GET /media HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void fieldsAreFoundWhateverTheirCase() {
    HttpHandler handler =
        request ->
            Response.text(
                request.header("ACCEPT").orElse("")
                    + request.has("x-list", "two")
                    + request.headers());
    try (var peer = serving(handler)) {
      peer.send(
          """
          GET / HTTP/1.1
          Host:a
          accept: \t b\s
          Accept:c
          X-List: one;q=0, Two ; q=1

          """
              .replace("\n", "\r\n"));
      assertThat(answer(peer))
          .endsWith(
              "b, ctrue[Field[name=Host, value=a], Field[name=accept, value=b], Field[name=Accept,"
                  + " value=c], Field[name=X-List, value=one;q=0, Two ; q=1]]");
    }
  }

  // What is wrong.

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "400 | GET / HTTP/1.1\\nHost: a\\n\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\n\\r\\n",
        "400 | GET / HTTP/1.1\\rHost: a\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\rb\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nX: \\0\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\r\\n b\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\n Host: a\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nno field\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\n: b\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n",
        "400 | GET / HTTP/1.1\\r\\nHost: a, b\\r\\n\\r\\n",
        "400 | GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /  HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /a b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /#a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /\\344 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET http://u@a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET ftp://a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /../a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /a/. HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /a/%2e%2E/b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /a%2Fb HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /a%00 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /a%5c HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /a%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /a%c0%ae HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET / HTTP/x.1\\r\\nHost: a\\r\\n\\r\\n",
        "400 | GET /\\r\\n\\r\\n",
        "400 | \\26\\3\\1",
        "400 | {\\r\\n",
        "400 | \\r\\n\\r\\n\\r\\n\\r\\n\\r\\n\\r\\n",
        "505 | GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n",
        "505 | PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n",
        "501 | CONNECT a:80 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "417 | GET / HTTP/1.1\\r\\nHost: a\\r\\nExpect: more\\r\\n\\r\\n",
        // framing
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "a",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1, 1\\r\\n\\r\\na",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +1\\r\\n\\r\\na",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0x1\\r\\n\\r\\na",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: \\r\\n\\r\\na",
        "413 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 9999999999999999999\\r\\n\\r\\na",
        "413 | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 67108865\\r\\n\\r\\na",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Content-Length: 1\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "a",
        "400 | POST / HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "501 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked, gzip\\r\\n\\r\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: \\r\\n\\r\\n",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n",
        "400 | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n\\r\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1\\r"
            + "\\n"
            + "ab\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1;\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1;a\\n"
            + "b\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1 \\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0x1\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "-1\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "1111111111111111\\r"
            + "\\n"
            + "a\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "413 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "4000001\\r"
            + "\\n"
            + "a",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + "X : a\\r"
            + "\\n"
            + "\\r"
            + "\\n",
        "400 | POST / HTTP/1.1\\r"
            + "\\n"
            + "Host: a\\r"
            + "\\n"
            + "Transfer-Encoding: chunked\\r"
            + "\\n"
            + "\\r"
            + "\\n"
            + "0\\r"
            + "\\n"
            + " a\\r"
            + "\\n"
            + "\\r"
            + "\\n",
      })
  void whatIsWrongIsRefusedAndTheConnectionClosed(int status, String escaped) {
    byte[] request = escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
    try (var peer = serving(HttpTest::tell)) {
      peer.send(request);
      String answer = answer(peer);
      assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("\nConnection: close\n");
      assertThat(answer.split("HTTP/1.1 \\d")).as("one answer: " + answer).hasSize(2);
      peer.advance(Duration.ofMinutes(1)).expectEnd();
    }
  }

  @Test
  void aLineOrHeadThatIsTooLongIsRefused() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET /" + "a".repeat(9000));
      assertThat(answer(peer)).startsWith("HTTP/1.1 414 ");
    }
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET / HTTP/1.1\r\nX: " + "a".repeat(9000));
      assertThat(answer(peer)).startsWith("HTTP/1.1 431 ");
    }
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + ("X: " + "a".repeat(8000) + "\r\n").repeat(5));
      assertThat(answer(peer)).startsWith("HTTP/1.1 431 ");
    }
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + "X: a\r\n".repeat(101));
      assertThat(answer(peer)).startsWith("HTTP/1.1 431 ");
    }
  }

  // Time.

  @Test
  void aHeadThatTakesTooLongIsRefused() {
    try (var peer = serving(HttpTest::tell)) {
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
    try (var peer = serving(HttpTest::tell)) {
      peer.advance(Duration.ofSeconds(20)).expectEnd();
    }
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n").take();
      peer.advance(Duration.ofSeconds(74)).expectNothing().advance(Duration.ofSeconds(1));
      peer.expectEnd();
    }
  }

  @Test
  void contentThatComesTooSlowlyIsRefused() {
    try (var peer = serving(HttpTest::tell)) {
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

  // The connection.

  @Test
  void anOldClientIsClosedUnlessItAsks() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
      assertThat(answer(peer)).contains("\nConnection: keep-alive\n");
      peer.send("GET / HTTP/1.0\r\n\r\n");
      assertThat(answer(peer)).contains("\nConnection: close\n");
      peer.expectEnd();
    }
  }

  @Test
  void aClientThatClosesGetsItsAnswerFirst() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\nGET / HTTP/1.1\r\n");
      assertThat(answer(peer)).contains("\nConnection: close\n").endsWith("GET / [] ");
      peer.expectEnd();
    }
  }

  @Test
  void toldToFinishItSaysSoInTheNextAnswer() {
    try (var peer = serving(HttpTest::tell)) {
      peer.send("GET / HTTP/1.1\r\n").finish().expectNothing();
      peer.send(HOST + "\r\n");
      assertThat(answer(peer)).contains("\nConnection: close\n").endsWith("GET / [] ");
      peer.expectEnd();
    }
    try (var peer = serving(HttpTest::tell)) {
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
    try (var peer = serving(HttpTest::tell)) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
      peer.expect("HTTP/1.1 100 Continue\r\n\r\n").send("12345");
      assertThat(answer(peer)).isEqualTo(ok("POST / [] 12345"));
    }
    try (var peer = serving(HttpTest::tell)) {
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

  // Answers.

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

  // Components.

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Response copy(Request request) {
    return Response.by("a/b", Component.of("copy", (in, out) -> in.forEach(out::send)));
  }

  @Test
  void aComponentsContentGoesInChunks() {
    try (var peer = serving(HttpTest::copy)) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nab");
      assertThat(answer(peer))
          .isEqualTo("HTTP/1.1 200 OK\nContent-Type: a/b\nTransfer-Encoding: chunked\n\n2\nab");
      peer.send("cde");
      assertThat(answer(peer)).isEqualTo("\n3\ncde\n0\n\n");
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).endsWith("Transfer-Encoding: chunked\n\n0\n\n");
    }
  }

  @Test
  void aComponentsContentOfKnownLengthGoesAsItIs() {
    try (var peer = serving(request -> copy(request).length(5))) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\n12345");
      assertThat(answer(peer))
          .isEqualTo("HTTP/1.1 200 OK\nContent-Type: a/b\nContent-Length: 5\n\n12345");
    }
  }

  @Test
  void toAnOldClientAComponentsContentGoesUntilTheEnd() {
    try (var peer = serving(HttpTest::copy)) {
      peer.send("POST / HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\n12345");
      assertThat(answer(peer))
          .isEqualTo("HTTP/1.1 200 OK\nContent-Type: a/b\nConnection: close\n\n12345");
      peer.expectEnd();
    }
  }

  @Test
  void aComponentThatKeepsNotItsPromiseEndsTheConnectionAbruptly() {
    for (int promised : new int[] {4, 6}) {
      try (var peer = serving(request -> copy(request).length(promised))) {
        peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\n12345");
        assertThat(peer.expectFailure(IllegalStateException.class))
            .hasMessageContaining("content of " + promised + " bytes was announced");
      }
    }
  }

  @Test
  void aComponentThatFailsEndsTheConnectionAbruptly() {
    HttpHandler handler =
        request ->
            Response.by(
                "a/b",
                Component.of(
                    "fails",
                    (in, out) -> {
                      out.send(bytes("abc"));
                      throw new IllegalStateException("broken");
                    }));
    try (var peer = serving(handler)) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(peer.expectFailure(IllegalStateException.class)).hasMessage("broken");
      assertThat(answer(peer)).doesNotContain("\n0\n");
    }
  }

  @Test
  void aComponentCanTellHalfAContentFromAWholeOne() {
    List<Boolean> whole = new ArrayList<>();
    HttpHandler handler =
        request ->
            Response.by(
                "a/b",
                Component.of(
                    "asks",
                    (in, out) -> {
                      in.forEach(it -> {});
                      whole.add(request.body().isWhole());
                    }));
    String head = "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\n";
    try (var peer = serving(handler)) {
      peer.send(head + "12345" + head + "1234").end().advance(Duration.ofMinutes(1)).take();
    }
    assertThat(whole).containsExactly(true, false);
  }

  @Test
  void trailerFieldsFollowAComponentsContent() {
    try (var peer =
        serving(request -> copy(request).trailers(() -> List.of(new Field("Sum", "9"))))) {
      peer.send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(answer(peer)).endsWith("\n0\nSum: 9\n\n");
    }
  }

  @Test
  void aComponentThatTakesNothingEndsTheConnectionIfMuchIsToCome() {
    HttpHandler handler =
        request -> Response.by("a/b", Component.of("none", (in, out) -> out.send(bytes("x"))));
    try (var peer = serving(handler)) {
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc");
      assertThat(answer(peer)).endsWith("1\nx\n0\n\n");
      peer.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1000000\r\n\r\nabc");
      assertThat(answer(peer)).endsWith("1\nx\n0\n\n");
      peer.advance(Duration.ofMinutes(10)).expectEnd();
    }
  }

  @Test
  void aSlowClientMakesTheComponentWait() {
    AtomicBoolean over = new AtomicBoolean();
    HttpHandler handler =
        request ->
            Response.by(
                "a/b",
                Component.of(
                    "much",
                    (in, out) -> {
                      for (int i = 0; i < 1000; i++) {
                        out.send(ByteBuffer.allocate(10_000));
                      }
                      over.set(true);
                    }));
    try (var peer = serving(handler)) {
      peer.stopReading().send("GET / HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(over).isFalse();
      peer.readOn();
      int count = 0;
      for (int more = -1; more != 0; count += more) {
        more = peer.take().length;
      }
      assertThat(over).isTrue();
      assertThat(count).isGreaterThan(10_000_000);
    }
  }

  // Upgrade.

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
