package org.kamaelia.protocol.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;
import org.kamaelia.testbed.ProtocolTester;

/** What the tests of HTTP say and hear. */
final class Exchanges {
  static final String HOST = "Host: a\r\n";

  private Exchanges() {}

  static ProtocolTester serving(HttpHandler handler) {
    return ProtocolTester.of(HttpFactory.serving("/*", handler));
  }

  /** With an operator's settings. */
  static HttpFactory factory(Map<String, Object> settings, HttpHandler handler) {
    HttpFactory factory = new HttpFactory();
    factory.configure(settings);
    factory.addHandler(handler, Map.of("service.id", 1L, "kamaelia.http.path", "/*"));
    return factory;
  }

  /** One that tells what it got. */
  static Response tell(Request request) {
    return Response.text(
        "%s %s [%s] %s"
            .formatted(
                request.method(), request.path(), request.query(), request.body().text(1 << 20)));
  }

  /** What came, without its date, and with plain ends of lines. */
  static String answer(ProtocolTester peer) {
    return new String(peer.take(), StandardCharsets.ISO_8859_1)
        .replaceAll("Date: [^\r]*\r\n", "")
        .replace("\r\n", "\n");
  }

  static String ok(String content) {
    return "HTTP/1.1 200 OK\nContent-Type: text/plain; charset=utf-8\nContent-Length: %d\n\n%s"
        .formatted(content.length(), content);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
