package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Content;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Response;
import org.kamaelia.testbed.ProtocolTester;

class CompressedTest {
  private static final String LONG = "<p>hello</p>\n".repeat(1000);

  private static byte[] ask(HttpHandler handler, String accepted) {
    HttpFactory factory = Exchanges.factory(Map.of("compress", "text/html, text/css"), handler);
    try (var peer = ProtocolTester.of(factory)) {
      return peer.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + accepted + "\r\n\r\n")
          .take();
    }
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.ISO_8859_1);
  }

  /** The content of an answer, which says that it is coded so. */
  private static byte[] content(byte[] answer, String coding) {
    String head = text(answer).substring(0, text(answer).indexOf("\r\n\r\n") + 4);
    assertThat(head)
        .contains("\r\nContent-Encoding: " + coding + "\r\n", "\r\nVary: Accept-Encoding\r\n")
        .contains("\r\nContent-Length: " + (answer.length - head.length()) + "\r\n");
    assertThat(answer.length).isLessThan(1000);
    return Arrays.copyOfRange(answer, head.length(), answer.length);
  }

  @Test
  void whatIsLongIsCompressedForThoseWhoTakeIt() throws Exception {
    byte[] content = content(ask(request -> Response.html(LONG), "br, gzip"), "gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes())
        .asString()
        .isEqualTo(LONG);
  }

  @Test
  void itIsCompressedWithZstdForThoseWhoLikeThatAsWell() {
    byte[] content = content(ask(request -> Response.html(LONG), "gzip, br, zstd"), "zstd");
    byte[] plain = new byte[LONG.length()];
    int length =
        new ZstdJavaDecompressor().decompress(content, 0, content.length, plain, 0, plain.length);
    assertThat(new String(plain, 0, length, StandardCharsets.US_ASCII)).isEqualTo(LONG);
    content(ask(request -> Response.html(LONG), "gzip, zstd;q=0.9"), "gzip");
  }

  @Test
  void contentOfSeveralPartsIsCompressedAsOne() throws Exception {
    ByteBuffer part = ByteBuffer.wrap(LONG.getBytes(StandardCharsets.US_ASCII));
    Content parts =
        new Content.Parts(List.of(part, part.asReadOnlyBuffer().position(13)), 2 * 13_000 - 13);
    byte[] content = content(ask(request -> Response.of("text/html", parts), "gzip"), "gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(content)).readAllBytes())
        .asString()
        .isEqualTo(LONG + LONG.substring(13));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void whatIsSoLongThatOthersWouldWaitIsSentAsItIs(String coding) {
    String most = "a".repeat(1 << 20);
    assertThat(text(ask(request -> Response.html(most), coding)))
        .contains("\r\nContent-Encoding: " + coding);
    assertThat(text(ask(request -> Response.html(most + "a"), coding)))
        .doesNotContain("\r\nContent-Encoding: ");
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
