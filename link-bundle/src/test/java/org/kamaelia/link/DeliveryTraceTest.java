package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeliveryTraceTest {
  private static final long MS = 1_000_000;
  private static final LinkSpec IDEAL = LinkSpec.ideal();

  @Test
  void eachOpportunityTakesAPacket() {
    Path path = new Path(IDEAL.withRate(DeliveryTrace.of(2, 2, 5, 10)), 1).send(6, 1500, 0);
    assertThat(path.times()).containsExactly(2 * MS, 2 * MS, 5 * MS, 10 * MS, 12 * MS, 12 * MS);
  }

  @Test
  void shortPacketsShareAnOpportunityAndALongOneTakesSeveral() {
    Path path = new Path(IDEAL.withRate(DeliveryTrace.of(1, 2, 3, 4)), 1);
    for (int length : new int[] {700, 700, 700, 3000, 100}) {
      path.link.send(TestPacket.of(length, length));
    }
    path.timeline.run();
    // 700 700 (100 | 600) (900 | 1500 | 600) 100
    assertThat(path.times()).containsExactly(MS, MS, 2 * MS, 4 * MS, 4 * MS);
  }

  @Test
  void whatIsNotUsedIsLost() {
    Path path = new Path(IDEAL.withRate(DeliveryTrace.of(1, 2, 3, 10)), 1);
    path.send(1, 100, 0);
    path.timeline.run(2 * MS + 1);
    path.link.send(TestPacket.of(2, 1500));
    path.link.send(TestPacket.of(3, 1500));
    path.timeline.run();
    assertThat(path.times()).containsExactly(MS, 3 * MS, 10 * MS);
  }

  @Test
  void aPacketWaitsInTheQueueForItsOpportunity() {
    var spec = IDEAL.withRate(DeliveryTrace.of(10)).withQueue(DropTail.packets(2));
    Path path = new Path(spec, 1).send(4, 1500, 0);
    assertThat(path.times()).containsExactly(10 * MS, 20 * MS);
  }

  @Test
  void itBeginsAnewAfterItsEndAlsoWhenLongIdle() {
    var trace = DeliveryTrace.of(0, 3, 7);
    Path path = new Path(IDEAL.withRate(trace), 1);
    path.send(5, 1500, 0);
    assertThat(path.times()).containsExactly(0L, 3 * MS, 7 * MS, 7 * MS, 10 * MS);
    path.timeline.run(7_000_001 * MS);
    path.link.send(TestPacket.of(6, 1500));
    path.timeline.run();
    assertThat(path.times().getLast()).isEqualTo(7_000_003 * MS);
    path.timeline.run(14_000_007 * MS);
    path.link.send(TestPacket.of(7, 1500));
    path.link.send(TestPacket.of(8, 1500));
    path.link.send(TestPacket.of(9, 1500));
    path.timeline.run();
    assertThat(path.times().subList(6, 9))
        .as("the last of one period and the first of the next")
        .containsExactly(14_000_007 * MS, 14_000_007 * MS, 14_000_010 * MS);
  }

  @Test
  void aRateBecomesATrace() {
    // 12 Mbit/s: 1,500 bytes a millisecond
    assertThat(DeliveryTrace.of(Rate.constant(12_000_000), Duration.ofMillis(5)))
        .isEqualTo(DeliveryTrace.of(1, 2, 3, 4, 5));
    assertThat(DeliveryTrace.of(Rate.constant(8_000_000), Duration.ofMillis(6)))
        .isEqualTo(DeliveryTrace.of(2, 3, 5, 6));
    assertThatThrownBy(() -> DeliveryTrace.of(Rate.constant(8000), Duration.ofMillis(100)))
        .hasMessage("a trace that takes no time");
  }

  @Test
  void aTraceBecomesRatesAndATraceAgain() {
    var steps =
        Rate.repeating(
            Duration.ofMillis(300),
            new Rate.Step(Duration.ZERO, 12_000_000),
            new Rate.Step(Duration.ofMillis(100), 24_000_000),
            new Rate.Step(Duration.ofMillis(200), 1_200_000));
    DeliveryTrace trace = DeliveryTrace.of(steps, Duration.ofMillis(300));
    assertThat(trace.millis()).hasSize(100 + 200 + 10);
    assertThat(trace.toSteps(Duration.ofMillis(100))).isEqualTo(steps);
  }

  @Test
  void aTraceLongerThanItsBinsKeepsAllItsBytes() {
    long[] millis =
        LongStream.rangeClosed(1, 1000).filter(i -> i % 7 == 0 || i % 11 == 0).toArray();
    var trace = DeliveryTrace.of(millis);
    var steps = (RateSteps) trace.toSteps(Duration.ofMillis(64));
    assertThat(steps.mean())
        .isBetween(0.999 * trace.begin().bitsPerSecond(0), 1.001 * trace.begin().bitsPerSecond(0));
  }

  @Test
  void wrongTracesAreNamed() {
    assertThatThrownBy(() -> DeliveryTrace.of(1, 5, 4))
        .hasMessageContaining("opportunity 3")
        .hasMessageContaining("4 ms");
    assertThatThrownBy(() -> DeliveryTrace.of()).hasMessage("a trace that takes no time");
  }
}
