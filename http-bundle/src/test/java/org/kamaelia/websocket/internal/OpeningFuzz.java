package org.kamaelia.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.kamaelia.websocket.Compression;

/** Answers to a client as strangers may give them. */
class OpeningFuzz {
  /**
   * @param answer what comes
   */
  @FuzzTest
  void anAnswerIsTheSameByteByByte(byte[] answer) {
    String whole;
    Opening opening = opening();
    try {
      whole = opening.read(ByteBuffer.wrap(answer)).toString();
    } catch (IllegalArgumentException e) {
      whole = "refused";
    }
    String pieces = Optional.empty().toString();
    opening = opening();
    try {
      for (int i = 0; i < answer.length && pieces.equals(Optional.empty().toString()); i++) {
        pieces = opening.read(ByteBuffer.wrap(answer, i, 1)).toString();
      }
    } catch (IllegalArgumentException e) {
      pieces = "refused";
    }
    assertThat(pieces).isEqualTo(whole);
  }

  private static Opening opening() {
    return new Opening(
        URI.create("ws://a.test"),
        List.of("chat"),
        List.of(),
        Compression.ACROSS_MESSAGES,
        "dGhlIHNhbXBsZSBub25jZQ==");
  }
}
