package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Response;
import org.kamaelia.testbed.ProtocolTester;

class CompressedTest {
  private static final String LONG = "<p>hello</p>\n".repeat(1000);

  private static byte[] ask(HttpHandler handler, String accepted) {
    HttpFactory factory = new HttpFactory();
    factory.configure(Map.of("compress", "text/html, text/css"));
    factory.addHandler(handler, Map.of("service.id", 1L, "kamaelia.http.path", "/*"));
    try (var peer = ProtocolTester.of(factory)) {
      return peer.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + accepted + "\r\n\r\n")
          .take();
    }
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1);
  }

  @Test
  void whatIsLongIsCompressedForThoseWhoTakeIt() throws Exception {
    byte[] answer = ask(request -> Response.html(LONG), "br, gzip");
    String head = text(answer).substring(0, text(answer).indexOf("\r\n\r\n") + 4);
    assertThat(head).contains("\r\nContent-Encoding: gzip\r\n", "\r\nVary: Accept-Encoding\r\n");
    assertThat(answer.length).isLessThan(1000);
    byte[] content = Arrays.copyOfRange(answer, head.length(), answer.length);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes())
        .asString()
        .isEqualTo(LONG);
  }

  @Test
  void theRestIsSentAsItIs() {
    assertThat(text(ask(request -> Response.html(LONG), "br")))
        .contains("\r\nVary: Accept-Encoding\r\n")
        .endsWith("\r\n\r\n" + LONG);
    assertThat(text(ask(request -> Response.html("short"), "gzip"))).endsWith("\r\n\r\nshort");
    assertThat(text(ask(request -> Response.text(LONG), "gzip"))).endsWith("\r\n\r\n" + LONG);
    assertThat(text(ask(request -> Response.html(LONG).header("ETag", "\"a\""), "gzip")))
        .endsWith("\r\n\r\n" + LONG);
  }
}
