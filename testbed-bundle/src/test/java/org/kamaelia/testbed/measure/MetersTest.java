package org.kamaelia.testbed.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final long MILLI = 1_000_000;

  @Test
  void delaysAreFromWhenAMessageWasSent() {
    DelayMeter<Long> meter = new DelayMeter<>(sent -> sent);
    for (long i = 1; i <= 100; i++) {
      meter.passes(0L, i * MILLI);
    }
    Delays delays = meter.delays();
    assertThat(delays.count()).isEqualTo(100);
    assertThat(delays.least()).isBetween(Duration.ofNanos(999_000), Duration.ofNanos(1_001_000));
    assertThat(delays.median()).isBetween(Duration.ofMillis(50), Duration.ofMillis(51));
    assertThat(delays.p99()).isBetween(Duration.ofMillis(99), Duration.ofMillis(100));
    assertThat(delays.most()).isBetween(Duration.ofMillis(100), Duration.ofMillis(101));
  }

  @Test
  void withNothingMeasuredDelaysAreZero() {
    assertThat(new DelayMeter<Long>(sent -> sent).delays().most()).isZero();
  }

  @Test
  void whatWasSentAfterItCameIsTheWrongClock() {
    DelayMeter<Long> meter = new DelayMeter<>(sent -> sent);
    assertThatThrownBy(() -> meter.passes(5L, 3)).hasMessageContaining("2 ns");
  }

  @Test
  void aRateIsKnownByIntervals() {
    RateMeter<Integer> meter = new RateMeter<>(size -> size, Duration.ofMillis(100));
    meter.passes(1000, 7_000 * MILLI);
    meter.passes(250, 7_099 * MILLI);
    meter.passes(500, 7_250 * MILLI);
    assertThat(meter.bitsPerSecond()).containsExactly(100_000L, 0L, 40_000L);
    assertThat(meter.bytes()).isEqualTo(1750);
    assertThat(meter.messages()).isEqualTo(3);
  }

  @Test
  void aLongRunHasLongerIntervalsAndLosesNothing() {
    RateMeter<Integer> meter = new RateMeter<>(size -> size, Duration.ofMillis(1));
    for (int second = 0; second <= 3600; second++) {
      meter.passes(125, second * 1000 * MILLI);
    }
    assertThat(meter.interval()).isEqualTo(Duration.ofMillis(256));
    double seconds = meter.interval().toNanos() / 1e9;
    assertThat(meter.bitsPerSecond().stream().mapToDouble(rate -> rate * seconds).sum())
        .isCloseTo(3_601_000.0, withinPercentage(0.1)); // each is rounded to a bit a second
    assertThat(meter.bytes()).isEqualTo(3601 * 125);
  }

  @Test
  void mediaThatComeAfterTheirTimeAreLate() {
    PlayoutMeter<Long> meter = new PlayoutMeter<>(media -> media, Duration.ofMillis(50));
    long[] delays = {20, 60, 70, 71, 90, 0};
    LongStream.range(0, delays.length)
        .forEach(i -> meter.passes(i * 40 * MILLI, (i * 40 + delays[(int) i]) * MILLI));
    assertThat(meter.inTime()).isEqualTo(4);
    assertThat(meter.late().count()).isEqualTo(2);
    assertThat(meter.late().most()).isBetween(Duration.ofMillis(20), Duration.ofMillis(21));
  }
}
