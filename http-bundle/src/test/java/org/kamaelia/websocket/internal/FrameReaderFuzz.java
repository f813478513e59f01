package org.kamaelia.websocket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

/** Frames as strangers may send them, in pieces of any size. */
class FrameReaderFuzz {
  private static final int MOST = 4096;

  /**
   * @param input which side reads and what was agreed on, how large the pieces are, and what comes
   */
  @FuzzTest
  void whatIsReadIsTheSameInWhateverPiecesItComes(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 2, input.length);
    int piece = 1 + (input[1] & 0x3F);
    int[] ends = new int[bytes.length / piece];
    Arrays.setAll(ends, i -> (i + 1) * piece);
    List<String> whole = Wire.read(reader(input[0]), bytes);
    List<String> pieces = Wire.read(reader(input[0]), bytes, ends);
    assertThat(pieces).hasSameSizeAs(whole);
    for (int i = 0; i < whole.size(); i++) {
      String seen = whole.get(i);
      // Of what cannot be inflated and is no UTF-8 either, the one or the other may be seen first.
      assertThat(pieces.get(i)).isEqualTo(seen.startsWith("1007 ") ? pieces.get(i) : seen);
      assertThat(pieces.get(i).substring(0, 4)).isEqualTo(seen.substring(0, 4));
      assertThat(seen.length()).isLessThanOrEqualTo("binary ".length() + MOST);
    }
  }

  private static FrameReader reader(byte how) {
    Deflate deflate = (how & 2) == 0 ? null : new Deflate(true, (how & 4) == 0);
    Side side = (how & 1) == 0 ? Side.SERVER : Side.CLIENT;
    return new FrameReader(side, deflate, new Spares(), MOST);
  }
}
