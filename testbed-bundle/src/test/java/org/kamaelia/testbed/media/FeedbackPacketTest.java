package org.kamaelia.testbed.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kamaelia.testbed.media.FeedbackPacket.Metric;

/** RFC 8888, section 3.1. */
class FeedbackPacketTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void aReportIsAsTheRfcHasIt() {
    FeedbackPacket report =
        new FeedbackPacket(
            0x01020304,
            65_535,
            FeedbackPacket.stamp(2 * SECOND + SECOND / 2),
            List.of(Metric.received(2, SECOND / 2), Metric.LOST, Metric.received(3, 0)));
    ByteBuffer bytes = report.bytes();
    assertThat(bytes.array())
        .asHexString()
        .isEqualTo(
            "8BCD0006" // version 2, FMT 11, PT 205, 7 words
                + "00000000"
                + "01020304"
                + "FFFF0003" // three packets
                + "C2000000" // 512/1024 s before, ECT(0); lost
                + "E0000000" // CE; padding
                + "00028000");
    assertThat(FeedbackPacket.read(bytes)).contains(report);
  }

  @Test
  void timesBeyondTheFieldAreSaidToBe() {
    Metric late = Metric.received(0, 9 * SECOND);
    assertThat(late.offset()).isEqualTo(0x1FFE);
    assertThat(late.hasTime()).isFalse();
    assertThat(Metric.received(0, 8 * SECOND - SECOND / 256).hasTime()).isTrue();
  }

  @Test
  void stampsBeginAnewAndAreFoundAgain() {
    for (long time : new long[] {0, 65_535 * SECOND + 7, 65_536 * SECOND, 200_000 * SECOND + 9}) {
      int stamp = FeedbackPacket.stamp(time);
      assertThat(FeedbackPacket.nanos(stamp, time + 3 * SECOND))
          .isBetween(time - 15_300, time + 15_300);
      assertThat(FeedbackPacket.nanos(stamp, time - 3 * SECOND))
          .isBetween(time - 15_300, time + 15_300);
    }
  }

  @Test
  void whatIsNoReportIsPassedOver() {
    byte[] good = new FeedbackPacket(1, 2, 3, List.of(Metric.LOST)).bytes().array();
    assertThat(FeedbackPacket.read(ByteBuffer.wrap(good))).isPresent();
    for (int length = 0; length < good.length; length++) {
      assertThat(FeedbackPacket.read(ByteBuffer.wrap(good, 0, length))).isEmpty();
    }
    for (int place : new int[] {0, 1, 14, 15}) {
      byte[] bad = good.clone();
      bad[place] ^= 0x41;
      assertThat(FeedbackPacket.read(ByteBuffer.wrap(bad))).as("byte %d", place).isEmpty();
    }
  }
}
