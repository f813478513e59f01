package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.HttpResource;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.testbed.ProtocolTester;

/** The snippets of docs/http.md. */
class GuideTest {

  @org.osgi.service.component.annotations.Component
  @HttpResource(path = "/hello")
  public static final class Hello implements HttpHandler {
    @Override
    public Response handle(Request request) {
      return Response.text("Hello, " + request.parameter("name").orElse("world") + "\n");
    }
  }

  /** Tells the time, a line a second, to whoever listens. */
  static final class Clock extends Component<ByteBuffer, ByteBuffer> {
    @Override
    protected void run() {
      while (true) {
        outbox.send(StandardCharsets.US_ASCII.encode(clock().instant() + "\n"));
        clock().sleep(Duration.ofSeconds(1));
      }
    }
  }

  @Test
  void helloIsTestedWithoutANetwork() {
    try (var peer = ProtocolTester.of(HttpFactory.serving("/hello", new Hello()))) {
      peer.send("GET /hello?name=you HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(new String(peer.take(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith("\r\n\r\nHello, you\n");
    }
  }

  @Test
  void contentIsTakenAsItComes() {
    HttpHandler sum =
        request -> {
          CRC32 crc = new CRC32();
          for (ByteBuffer part : request.body()) {
            crc.update(part);
          }
          return Response.text("%08x\n".formatted(crc.getValue()));
        };
    HttpHandler name =
        request -> {
          String text = request.body().text(1000);
          if (text.isBlank()) {
            throw new HttpException(422, "a name is needed");
          }
          return Response.of(201).header("Location", "/names/" + text.strip());
        };
    assertThat(post(sum)).endsWith("cbf43926\n");
    assertThat(post(name)).startsWith("HTTP/1.1 201 ").contains("\r\nLocation: /names/123456789");
  }

  private static String post(HttpHandler handler) {
    try (var peer = ProtocolTester.of(HttpFactory.serving("/*", handler))) {
      peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123456789");
      return new String(peer.take(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aComponentMakesWhatComesBitByBit() {
    HttpHandler time = request -> Response.by("text/plain", new Clock());
    try (var peer = ProtocolTester.of(HttpFactory.serving("/time", time))) {
      peer.send("GET /time HTTP/1.1\r\nHost: a\r\n\r\n").take();
      peer.advance(Duration.ofSeconds(1));
      assertThat(new String(peer.take(), StandardCharsets.UTF_8)).contains(peer.now() + "\n");
    }
  }
}
