package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.protocol.http.Exchanges.HOST;
import static org.kamaelia.protocol.http.Exchanges.answer;
import static org.kamaelia.protocol.http.Exchanges.ok;
import static org.kamaelia.protocol.http.Exchanges.serving;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.http.Field;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Response;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.TlsSession;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.testbed.TestConnection;

/** What of a request is told to who answers it. */
class HttpRequestsTest {
  @Test
  void aRequestIsAnswered() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(answer(peer)).isEqualTo(ok("GET /a [b=c] "));
    }
  }

  @Test
  void theDateIsSaid() {
    try (var peer = serving(Exchanges::tell)) {
      peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(new String(peer.take(), StandardCharsets.ISO_8859_1))
          .contains("Date: " + HttpDate.format(peer.now()) + "\r\n");
    }
  }

  @Test
  void requestsOfOneMessageAreAnsweredInOrder() {
    try (var peer = serving(Exchanges::tell)) {
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
    try (var peer = serving(Exchanges::tell)) {
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
    try (var peer = serving(Exchanges::tell)) {
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
    try (var peer = serving(Exchanges::tell)) {
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
}
