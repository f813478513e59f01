package org.kamaelia.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FanOutTest {
  private static final String SHORT = "duration=5s";

  @Test
  void flatTheSourceSendsToAllAndTheLastWaitsForThem() throws Exception {
    Sample sample = Sample.of(new FanOut(), 1, SHORT);
    // 200 times 428 bytes, 40 times a second, and the little that keeps it alive
    assertThat(sample.get("source-load")).isCloseTo(200 * 428 * 8 * 40 / 1e6, within(0.6));
    assertThat(sample.get("missing")).isLessThan(1);
    // 10 ms, and up to 200 packets of 34 us ahead
    assertThat(sample.get("delay-p50-receivers")).isBetween(12.5, 14.5);
    assertThat(sample.get("delay-p99-receivers")).isBetween(16.0, 17.5);
    assertThat(sample.get("interrupted")).isZero();
  }

  @Test
  void aTreeTakesTheLoadFromTheSourceAndAddsALayersDelay() throws Exception {
    Sample sample = Sample.of(new FanOut(), 1, SHORT, "width=15");
    assertThat(sample.get("relays")).isEqualTo(14);
    assertThat(sample.get("source-load")).isCloseTo(14 * 428 * 8 * 40 / 1e6, within(0.1));
    assertThat(sample.get("delay-p50-layer-1")).isBetween(10.0, 11.0);
    assertThat(sample.get("delay-p50-receivers")).isBetween(20.0, 22.0);
    assertThat(sample.get("missing")).isLessThan(1);
  }

  @Test
  void whenARelayCrashesItsSubscribersAndNoOthersAreInterrupted() throws Exception {
    Sample sample = Sample.of(new FanOut(), 1, SHORT, "width=15", "crash=2s");
    assertThat(sample.get("interrupted")).isCloseTo(100.0 / 14, within(1.0));
    assertThat(sample.get("longest-gap")).as("silence, and a tick").isBetween(500.0, 750.0);
  }

  @Test
  void thoseFurtherDownWaitForTheirParentToFindAnotherOne() throws Exception {
    Sample sample = Sample.of(new FanOut(), 1, SHORT, "width=6", "crash=2s");
    assertThat(sample.get("relays")).isEqualTo(6 + 34);
    assertThat(sample.get("interrupted")).isBetween(10.0, 25.0);
    assertThat(sample.get("longest-gap")).isBetween(500.0, 750.0);
  }
}
