package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {
  private static final long MS = 1_000_000;

  private static Rate.Step step(long millis, long rate) {
    return new Rate.Step(Duration.ofMillis(millis), rate);
  }

  @Test
  void aConstantRateDoesNotDrift() {
    long rate = 7_777_777;
    Rate.Sender sender = Rate.constant(rate).begin();
    long time = 0;
    int packets = 1_000_000;
    for (int i = 0; i < packets; i++) {
      time = sender.finish(sender.ready(time), 1231);
    }
    BigInteger[] exact =
        BigInteger.valueOf(1231L * 8 * packets)
            .multiply(BigInteger.valueOf(1_000_000_000))
            .divideAndRemainder(BigInteger.valueOf(rate));
    assertThat(time).isEqualTo(exact[0].longValueExact() + exact[1].signum());
  }

  @Test
  void afterIdlenessNothingIsCarried() {
    Rate.Sender sender = Rate.constant(3_000_000_000L).begin(); // 8/3 ns a byte
    assertThat(sender.finish(0, 1)).isEqualTo(3);
    assertThat(sender.finish(3, 1)).isEqualTo(6);
    assertThat(sender.finish(6, 1)).isEqualTo(8);
    assertThat(sender.finish(100, 1)).isEqualTo(103);
  }

  @Test
  void aPacketIsSentThroughAStep() {
    Rate.Sender sender = Rate.steps(step(0, 8_000_000), step(1, 0), step(5, 16_000_000)).begin();
    // 1,000 bytes by 1 ms, nothing for 4 ms, 500 bytes in 250 us
    assertThat(sender.finish(0, 1500)).isEqualTo(5 * MS + 250_000);
    assertThat(sender.bitsPerSecond(6 * MS)).isEqualTo(16_000_000);
  }

  @Test
  void whatIsBegunAtARateOfZeroForEverIsNeverSent() {
    Rate.Sender sender = Rate.steps(step(0, 8_000_000), step(1, 0)).begin();
    assertThat(sender.finish(0, 1000)).isEqualTo(MS);
    assertThat(sender.finish(MS, 1)).isEqualTo(Rate.NEVER);
  }

  @Test
  void stepsAreRepeated() {
    Rate.Sender sender =
        Rate.repeating(Duration.ofMillis(10), step(0, 8_000_000), step(5, 0)).begin();
    assertThat(sender.finish(0, 6000)).isEqualTo(11 * MS);
    assertThat(sender.bitsPerSecond(14 * MS)).isEqualTo(8_000_000);
    assertThat(sender.bitsPerSecond(15 * MS)).isZero();
    assertThat(sender.finish(1_000_007 * MS, 1000)).isEqualTo(1_000_011 * MS);
  }

  @Test
  void theWorkOfManyStepsIsExact() {
    // 1 and 3 Mbit/s in turn each ms: 2 Mbit/s on average, 250 bytes a ms
    Rate.Sender sender =
        Rate.repeating(Duration.ofMillis(2), step(0, 1_000_000), step(1, 3_000_000)).begin();
    long time = 0;
    for (int i = 0; i < 1000; i++) {
      time = sender.finish(time, 500 * 7);
      assertThat(time).isEqualTo((i + 1) * 14 * MS);
    }
  }

  @Test
  void wrongStepsAreNamed() {
    assertThatThrownBy(() -> Rate.steps(step(1, 8)))
        .hasMessageContaining("no rate for the beginning");
    assertThatThrownBy(() -> Rate.steps(step(0, 8), step(0, 9)))
        .hasMessageContaining("not by time");
    assertThatThrownBy(() -> step(0, -1)).hasMessageContaining("-1 bit/s");
    assertThatThrownBy(() -> Rate.repeating(Duration.ofMillis(5), step(0, 1), step(5, 2)))
        .hasMessageContaining("PT0.005S ends before its last step");
  }
}
