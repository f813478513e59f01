package org.kamaelia.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kamaelia.http.Field;
import org.kamaelia.websocket.Compression;

class OpeningTest {
  // RFC 6455, 1.3
  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  private static final String RIGHT =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: x, upgrade\r\n"
          + "Sec-WebSocket-Accept: "
          + ACCEPT
          + "\r\n";

  private static Opening opening(String uri, Compression compression) {
    return new Opening(
        URI.create(uri),
        List.of("chat", "superchat"),
        List.of(new Field("Origin", "http://a.test")),
        compression,
        KEY);
  }

  private static Opening opening() {
    return opening("ws://a.test", Compression.NONE);
  }

  private static Optional<Opening.Agreed> read(Opening opening, String answer) {
    return opening.read(ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void theRequestIsThatOfTheRfc() {
    Opening opening = opening("ws://[::1]:81/a%20b?c=d", Compression.EACH_MESSAGE);
    assertThat(StandardCharsets.ISO_8859_1.decode(opening.request()).toString())
        .isEqualTo(
            "GET /a%20b?c=d HTTP/1.1\r\nHost: [::1]:81\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + KEY
                + "\r\nSec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Extensions:"
                + " permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"
                + "Origin: http://a.test\r\n\r\n");
    assertThat(StandardCharsets.ISO_8859_1.decode(opening().request()).toString())
        .startsWith("GET / HTTP/1.1\r\n")
        .doesNotContain("Extensions");
  }

  @Test
  void theAnswerMayComeInPiecesAndWithFramesBehindIt() {
    Opening opening = opening();
    byte[] answer =
        (RIGHT + "Sec-WebSocket-Protocol: superchat\r\n\r\nframes")
            .getBytes(StandardCharsets.ISO_8859_1);
    int end = answer.length - "frames".length();
    for (int i = 0; i < end - 1; i++) {
      assertThat(opening.read(ByteBuffer.wrap(answer, i, 1))).isEmpty();
    }
    ByteBuffer last = ByteBuffer.wrap(answer, end - 1, answer.length - end + 1);
    assertThat(opening.read(last)).contains(new Opening.Agreed("superchat", null));
    assertThat(last.remaining()).isEqualTo(6);
  }

  @Test
  void whatIsWrongIsSaid() {
    assertWrong("HTTP/1.1 404 Not Found\r\n\r\n", "the server answers HTTP/1.1 404 Not Found");
    assertWrong("SSH-2.0\r\n\r\n", "the server answers SSH-2.0");
    assertWrong(RIGHT.replace("WebSocket\r", "h2c\r") + "\r\n", "lacks Upgrade: websocket");
    assertWrong(RIGHT.replace("upgrade\r", "close\r") + "\r\n", "lacks Connection: Upgrade");
    assertWrong(RIGHT.replace(ACCEPT, "x") + "\r\n", "lacks the Sec-WebSocket-Accept");
    assertWrong(RIGHT + "Sec-WebSocket-Protocol: other\r\n\r\n", "for which nobody asked");
    assertWrong(RIGHT + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n", "were not offered");
    assertWrong(RIGHT + "no field\r\n\r\n", "no header field: no field");
    assertWrong("HTTP/1.1 101\r\n" + "a: b\r\n".repeat(10_000), "too long");
  }

  private static void assertWrong(String answer, String reason) {
    assertThatThrownBy(() -> read(opening(), answer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatWasOfferedMayBeAgreedOn() {
    Opening opening = opening("ws://a.test", Compression.ACROSS_MESSAGES);
    assertThat(read(opening, RIGHT + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"))
        .contains(new Opening.Agreed("", new Deflate(true, true)));
  }

  @Test
  void keysAreSixteenBytes() {
    assertThat(Accept.of(KEY)).isEqualTo(ACCEPT);
    assertThat(Accept.isKey(KEY)).isTrue();
    for (String wrong : List.of("", "x", KEY + KEY, KEY + ", " + KEY, "dGhlIHNhbXBsZSBub25jZQ=x")) {
      assertThat(Accept.isKey(wrong)).as(wrong).isFalse();
    }
  }
}
