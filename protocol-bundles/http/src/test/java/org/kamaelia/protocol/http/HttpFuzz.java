package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.kamaelia.testbed.ProtocolTester;

/** What strangers may send to a port of HTTP. */
class HttpFuzz {
  private static final Pattern STATUS =
      Pattern.compile("HTTP/1\\.1 [1-5][0-9][0-9] [A-Za-z -]*\r\n");

  /**
   * @param input how large the pieces are, and what comes
   */
  @FuzzTest
  void theAnswersAreTheSameInWhateverPiecesItComes(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    String whole = answers(bytes, bytes.length);
    assertThat(answers(bytes, 1 + Byte.toUnsignedInt(input[0]))).isEqualTo(whole);
    if (!whole.isEmpty()) {
      assertThat(STATUS.matcher(whole).lookingAt()).as(whole).isTrue();
    }
  }

  private static String answers(byte[] bytes, int piece) {
    var all = new ByteArrayOutputStream();
    try (var peer = ProtocolTester.of(SplitTest.TELL)) {
      for (int at = 0; at < bytes.length; at += piece) {
        peer.send(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
        all.writeBytes(peer.take());
      }
      peer.end();
      all.writeBytes(peer.take());
    }
    // Whoever sends the content before he was asked for it is not asked.
    return all.toString(StandardCharsets.ISO_8859_1).replace("HTTP/1.1 100 Continue\r\n\r\n", "");
  }
}
