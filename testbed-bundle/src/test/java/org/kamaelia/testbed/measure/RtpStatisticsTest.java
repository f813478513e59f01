package org.kamaelia.testbed.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtpStatisticsTest {
  private static final int RATE = 90_000;
  private final RtpStatistics rtp = new RtpStatistics(RATE);

  /** Packet n was sent at n ms, and comes after so long. */
  private void comes(int sequence, long delayMillis) {
    rtp.passes(packet(7, sequence, sequence * 90), (sequence + delayMillis) * 1_000_000);
  }

  private static ByteBuffer packet(int source, int sequence, int stamp) {
    return ByteBuffer.allocate(20)
        .put((byte) 0x80)
        .put((byte) 96)
        .putShort((short) sequence)
        .putInt(stamp)
        .putInt(source)
        .rewind();
  }

  private RtpReport report() {
    assertThat(rtp.reports()).hasSize(1);
    return rtp.reports().getFirst();
  }

  @Test
  void aStreamWithoutFaultHasNone() {
    for (int i = 0; i < 5000; i++) {
      comes(i, 20);
    }
    assertThat(report()).isEqualTo(new RtpReport(7, 5000, 5000, 0, 0, 0, 0, 0, Duration.ZERO));
  }

  @Test
  void whatIsMissingIsLostAndTheLongestLossIsKnown() {
    for (int i : new int[] {0, 1, 3, 4, 9, 10}) {
      comes(i, 20);
    }
    assertThat(report().lost()).isEqualTo(5);
    assertThat(report().longestLoss()).isEqualTo(4);
  }

  @Test
  void lossesFarBackAreKnownStill() {
    for (int i = 0; i < 10_000; i++) {
      if (i < 100 || i >= 1500) {
        comes(i, 20);
      }
    }
    assertThat(report().longestLoss()).isEqualTo(1400);
    assertThat(report().lost()).isEqualTo(1400);
  }

  @Test
  void whatComesLateIsNotLost() {
    for (int i : new int[] {0, 3, 1, 2, 4}) {
      comes(i, 20);
    }
    assertThat(report().lost()).isZero();
    assertThat(report().reordered()).isEqualTo(2);
    assertThat(report().deepest()).isEqualTo(2);
    assertThat(report().longestLoss()).isZero();
  }

  @Test
  void whatComesBehindThePacketAfterItIsExpectedToo() {
    for (int i : new int[] {5, 4, 6}) {
      comes(i, 20);
    }
    assertThat(report().expected()).isEqualTo(3);
    assertThat(report().received()).isEqualTo(3);
  }

  @Test
  void whatComesTwiceCountsOnce() {
    for (int i : new int[] {0, 1, 1, 2, 0}) {
      comes(i, 20);
    }
    assertThat(report().received()).isEqualTo(3);
    assertThat(report().duplicates()).isEqualTo(2);
    assertThat(report().lost()).isZero();
  }

  @Test
  void sequenceNumbersWrap() {
    for (int i = 65_000; i < 65_536 * 2 + 10; i++) {
      comes(i, 20);
    }
    assertThat(report().lost()).isZero();
    assertThat(report().received()).isEqualTo(65_536 * 2 + 10 - 65_000);
  }

  @Test
  void aSingleJumpIsNoRestartAndTwoInARowAre() {
    comes(0, 20);
    comes(30_000, 20);
    comes(1, 20);
    assertThat(report().restarts()).isZero();
    assertThat(report().received()).isEqualTo(2);
    comes(40_000, 20);
    comes(40_001, 20);
    comes(40_002, 20);
    assertThat(report().restarts()).isEqualTo(1);
    assertThat(report().received()).isEqualTo(5);
    assertThat(report().lost()).isZero();
  }

  @Test
  void anyOrderWithinTheWindowLosesNothing() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>();
    for (int begin = 0; begin < 20_000; begin += 500) {
      List<Integer> some = new ArrayList<>();
      for (int i = begin; i < begin + 500; i++) {
        some.add(i);
      }
      Collections.shuffle(some, random);
      order.addAll(some);
    }
    order.forEach(i -> comes(i + 60_000, 20));
    assertThat(report().received()).as("seed %d", seed).isEqualTo(20_000);
    assertThat(report().lost()).as("seed %d", seed).isZero();
    assertThat(report().longestLoss()).as("seed %d", seed).isZero();
  }

  @Test
  void jitterIsASixteenthOfTheWayToEachDifference() {
    comes(0, 20);
    comes(1, 36);
    assertThat(report().jitter()).isEqualTo(Duration.ofMillis(1));
    comes(2, 36);
    assertThat(report().jitter()).isEqualTo(Duration.ofNanos(937_500));
  }

  @Test
  void eachSourceHasItsOwn() {
    rtp.passes(packet(1, 10, 0), 0);
    rtp.passes(packet(2, 20, 0), 0);
    rtp.passes(packet(1, 12, 0), 0);
    assertThat(rtp.reports()).extracting(RtpReport::source).containsExactly(1, 2);
    assertThat(rtp.reports()).extracting(RtpReport::lost).containsExactly(1L, 0L);
  }

  @Test
  void moreSourcesThanABoundAreIgnored() {
    for (int source = 0; source < 2000; source++) {
      rtp.passes(packet(source, 0, 0), 0);
    }
    assertThat(rtp.reports()).hasSize(1024);
    assertThat(rtp.ignored()).isEqualTo(976);
  }

  @Test
  void whatIsNotRtpIsCountedAsSuch() {
    rtp.passes(ByteBuffer.allocate(11), 0);
    rtp.passes(ByteBuffer.allocate(20), 0); // version 0
    rtp.passes(packet(1, 1, 1).put(0, (byte) 0x83), 0); // three sources that are not there
    assertThat(rtp.malformed()).isEqualTo(3);
    assertThat(rtp.reports()).isEmpty();
  }

  @Test
  void aClockRateIsPositive() {
    assertThatThrownBy(() -> new RtpStatistics(0)).hasMessageContaining("0");
  }
}
