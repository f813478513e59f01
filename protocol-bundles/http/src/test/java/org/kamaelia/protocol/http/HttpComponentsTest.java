package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.protocol.http.Exchanges.HOST;
import static org.kamaelia.protocol.http.Exchanges.answer;
import static org.kamaelia.protocol.http.Exchanges.bytes;
import static org.kamaelia.protocol.http.Exchanges.serving;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.http.Field;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/** Content that a component makes. */
class HttpComponentsTest {
  private static Response copy(Request request) {
    return Response.by("a/b", Component.of("copy", (in, out) -> in.forEach(out::send)));
  }

  @Test
  void aComponentsContentGoesInChunks() {
    try (var peer = serving(HttpComponentsTest::copy)) {
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
    try (var peer = serving(HttpComponentsTest::copy)) {
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
}
