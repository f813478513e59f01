package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.http.Response;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolTester;

/** Wherever the network cuts what a client sends, the answers are the same. */
class SplitTest {
  /** Tells all that it was told, so that nothing is lost, and nothing else is there. */
  static final ProtocolFactory TELL =
      HttpFactory.serving(
          "/*",
          request ->
              Response.text(
                  request.path()
                      + request.parameter("a").orElse("")
                      + request.headers()
                      + request.body().text(10_000)
                      + request.trailers()));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a?b HTTP/1.1\nHost: a\nX: 1\n\nGET /c HTTP/1.1\nHost: a\n\n",
        "\n\nPOST /a HTTP/1.1\nHost: a\nContent-Length: 7\n\n1234567\nGET / HTTP/1.1\nHost: a\n\n",
        """
        POST /a HTTP/1.1
        Host: a
        Transfer-Encoding: chunked

        3;a="b"
        abc
        1
        d
        0
        T: 1
        U: 2

        GET /b HTTP/1.0

        """,
        "GET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\nHost: a\nX : 1\n\nGET / HTTP/1.1\n",
        "POST /a HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nabcd\n0\n\n",
      })
  void atAnyTwoPointsItIsTheSame(String conversation) {
    byte[] all = conversation.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    String expected = answer(all, all.length, all.length);
    assertThat(expected).startsWith("HTTP/1.1 ");
    for (int first = 0; first <= all.length; first++) {
      for (int second = first; second <= all.length; second += 7) {
        assertThat(answer(all, first, second))
            .as("cut at %d and %d", first, second)
            .isEqualTo(expected);
      }
    }
  }

  private static String answer(byte[] all, int first, int second) {
    try (var peer = ProtocolTester.of(TELL)) {
      for (byte[] part :
          new byte[][] {
            Arrays.copyOf(all, first),
            Arrays.copyOfRange(all, first, second),
            Arrays.copyOfRange(all, second, all.length)
          }) {
        if (part.length > 0) {
          peer.send(part);
        }
      }
      return new String(peer.take(), StandardCharsets.ISO_8859_1);
    }
  }
}
