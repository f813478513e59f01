package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The field {@code Range} as strangers may send it. */
class ByteRangesFuzz {
  /**
   * @param input the length of the whole, and a field
   */
  @FuzzTest
  void theRangesOfAFieldAreWithinTheWhole(byte[] input) {
    if (input.length < 1) {
      return;
    }
    int length = Byte.toUnsignedInt(input[0]);
    String field = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
    Optional<List<ByteRanges.Part>> parts = ByteRanges.of("bytes=" + field, length);
    parts.ifPresent(
        all -> {
          assertThat(all).hasSizeLessThanOrEqualTo(16);
          for (ByteRanges.Part part : all) {
            assertThat(part.first()).isBetween(0L, part.last());
            assertThat(part.last()).isLessThan(length);
          }
        });
  }
}
