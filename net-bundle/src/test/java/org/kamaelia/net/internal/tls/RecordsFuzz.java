package org.kamaelia.net.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** TLS records, and what is none, in pieces of any size. */
class RecordsFuzz {
  private static final int HEADER = 5;

  /** Of TLS 1.2. */
  private static final int LONGEST = HEADER + 18 * 1024;

  /**
   * @param input how large the pieces are, and what comes
   */
  @FuzzTest
  void recordsAreTheSameInWhateverPiecesTheyCome(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 2, input.length);
    int piece = 1 + (Byte.toUnsignedInt(input[0]) << 8 | Byte.toUnsignedInt(input[1]));
    var incoming = new Incoming();
    List<Integer> found = new ArrayList<>();
    boolean strange = false;
    int taken = 0;
    for (int at = 0; at < bytes.length && !strange; at += piece) {
      incoming.add(
          ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece))));
      for (int whole = incoming.whole(); whole > 0 && !strange; whole = incoming.whole()) {
        ByteBuffer source = incoming.source();
        strange = !isRecord(bytes, taken);
        if (!strange) {
          assertThat(incoming.type()).isEqualTo(bytes[taken]);
          assertThat(incoming.room(Integer.MAX_VALUE)).isGreaterThanOrEqualTo(whole - HEADER);
          byte[] record = new byte[whole];
          source.get(record);
          assertThat(record).isEqualTo(Arrays.copyOfRange(bytes, taken, taken + whole));
          found.add(whole);
          taken += whole;
          incoming.taken();
        }
      }
    }
    List<Integer> expected = new ArrayList<>();
    int at = 0;
    while (isRecord(bytes, at) && at + length(bytes, at) <= bytes.length) {
      expected.add(length(bytes, at));
      at += length(bytes, at);
    }
    assertThat(found).isEqualTo(expected);
    assertThat(strange).isEqualTo(at + HEADER <= bytes.length && !isRecord(bytes, at));
  }

  private static boolean isRecord(byte[] bytes, int at) {
    return at + HEADER <= bytes.length
        && bytes[at] >= 20
        && bytes[at] <= 23
        && bytes[at + 1] == 3
        && length(bytes, at) <= LONGEST;
  }

  private static int length(byte[] bytes, int at) {
    return HEADER + (Byte.toUnsignedInt(bytes[at + 3]) << 8) + Byte.toUnsignedInt(bytes[at + 4]);
  }
}
