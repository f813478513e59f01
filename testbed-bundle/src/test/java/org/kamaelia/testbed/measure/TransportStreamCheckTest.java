package org.kamaelia.testbed.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransportStreamCheckTest {
  private final TransportStreamCheck check = new TransportStreamCheck();

  private static byte[] packet(int pid, int counter) {
    byte[] packet = new byte[188];
    packet[0] = 0x47;
    packet[1] = (byte) (pid >> 8);
    packet[2] = (byte) pid;
    packet[3] = (byte) (0x10 | (counter & 0x0F));
    packet[4] = (byte) counter; // a payload of its own
    packet[5] = (byte) (counter >> 8);
    return packet;
  }

  private void pass(byte[]... packets) {
    for (byte[] packet : packets) {
      check.passes(ByteBuffer.wrap(packet), 0);
    }
  }

  private ContinuityReport report() {
    assertThat(check.reports()).hasSize(1);
    return check.reports().getFirst();
  }

  @Test
  void aWholeStreamIsSound() {
    for (int i = 0; i < 100; i++) {
      pass(packet(256, i));
    }
    assertThat(report()).isEqualTo(new ContinuityReport(256, 100, 0, 0, 0));
    assertThat(check.isSound()).isTrue();
  }

  @Test
  void aMissingPacketIsFound() {
    pass(packet(256, 14), packet(256, 15), packet(256, 1));
    assertThat(report().discontinuities()).isEqualTo(1);
    assertThat(report().missing()).isEqualTo(1);
    assertThat(check.isSound()).isFalse();
  }

  @Test
  void aPacketOutOfOrderIsFound() {
    pass(packet(256, 0), packet(256, 2), packet(256, 1), packet(256, 3));
    assertThat(report().discontinuities()).isEqualTo(3);
  }

  @Test
  void twiceIsAllowedAndThriceIsNot() {
    pass(packet(256, 0), packet(256, 1), packet(256, 1), packet(256, 2));
    assertThat(report().duplicates()).isEqualTo(1);
    assertThat(check.isSound()).isTrue();
    pass(packet(256, 2), packet(256, 2));
    assertThat(report().discontinuities()).isEqualTo(1);
  }

  @Test
  void theSameCounterWithAnotherPayloadIsNoDuplicate() {
    byte[] other = packet(256, 1);
    other[100] = 1;
    pass(packet(256, 0), packet(256, 1), other);
    assertThat(report().discontinuities()).isEqualTo(1);
    assertThat(report().duplicates()).isZero();
  }

  @Test
  void withoutPayloadTheCounterStands() {
    byte[] adaptation = packet(256, 0);
    adaptation[3] = 0x20;
    adaptation[4] = (byte) 183;
    adaptation[5] = 0;
    pass(packet(256, 0), adaptation, packet(256, 1));
    assertThat(check.isSound()).isTrue();
  }

  @Test
  void anAnnouncedDiscontinuityIsNone() {
    byte[] announced = packet(256, 9);
    announced[3] = 0x39;
    announced[4] = 1;
    announced[5] = (byte) 0x80;
    pass(packet(256, 0), announced, packet(256, 10));
    assertThat(check.isSound()).isTrue();
  }

  @Test
  void eachIdentifierCountsForItself() {
    pass(packet(17, 3), packet(256, 0), packet(17, 4), packet(256, 1), packet(0x1FFF, 7));
    assertThat(check.reports()).extracting(ContinuityReport::pid).containsExactly(17, 256);
    assertThat(check.isSound()).isTrue();
    assertThat(check.nulls()).isEqualTo(1);
  }

  @Test
  void aStreamMayBeCutAnywhere() {
    ByteBuffer all = ByteBuffer.allocate(188 * 50);
    for (int i = 0; i < 50; i++) {
      all.put(packet(256, i));
    }
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int at = 0; at < all.capacity(); ) {
      int part = Math.min(all.capacity() - at, 1 + random.nextInt(400));
      check.passes(all.slice(at, part), 0);
      at += part;
    }
    assertThat(report()).as("seed %d", seed).isEqualTo(new ContinuityReport(256, 50, 0, 0, 0));
    assertThat(check.skipped()).isZero();
  }

  @Test
  void whatIsNoPacketIsSkipped() {
    check.passes(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
    pass(packet(256, 0), packet(256, 1));
    assertThat(check.skipped()).isEqualTo(3);
    assertThat(check.packets()).isEqualTo(2);
    assertThat(check.isSound()).isFalse();
  }

  @Test
  void garbageIsSurvived() {
    long seed = System.nanoTime();
    System.out.println("garbageIsSurvived: seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(600)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = 0x47;
      }
      check.passes(ByteBuffer.wrap(bytes), i);
    }
    assertThat(check.packets()).isPositive();
  }
}
