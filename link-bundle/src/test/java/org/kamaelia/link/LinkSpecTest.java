package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkSpecTest {
  private static final LinkSpec IDEAL = LinkSpec.ideal();

  private static Duration ms(int count) {
    return Duration.ofMillis(count);
  }

  @Test
  void settingsAreReadByTheirNames() {
    assertThat(IDEAL.with(" rate=10Mbit/s  delay=15ms\tloss=1% queue=25p mtu=1500 "))
        .isEqualTo(
            IDEAL
                .withRate(10_000_000)
                .withDelay(ms(15))
                .withLoss(0.01)
                .withQueue(DropTail.packets(25))
                .withMtu(1500));
    assertThat(IDEAL.with("reorder=late(2%,5ms) duplicate=0.1 corrupt=50%"))
        .isEqualTo(
            IDEAL
                .withReorder(Reorder.late(0.02, Delay.constant(ms(5))))
                .withDuplicate(0.1)
                .withCorrupt(0.5));
    assertThat(IDEAL.with("")).isEqualTo(IDEAL);
  }

  @Test
  void delays() {
    assertThat(IDEAL.with("delay=1.5ms").delay())
        .isEqualTo(Delay.constant(Duration.ofNanos(1_500_000)));
    assertThat(IDEAL.with("delay=10ms+uniform(0ms,5ms)").delay())
        .isEqualTo(Delay.constant(ms(10)).plus(Delay.uniform(ms(0), ms(5))));
    assertThat(IDEAL.with("delay=normal(20ms,2ms)").delay()).isEqualTo(Delay.normal(ms(20), ms(2)));
    assertThat(IDEAL.with("delay=pareto(20ms,3)").delay()).isEqualTo(Delay.pareto(ms(20), 3));
    assertThat(IDEAL.with("delay=pareto-normal(20ms,2ms)").delay())
        .isEqualTo(Delay.paretoNormal(ms(20), ms(2)));
    assertThat(IDEAL.with("delay=lognormal(20ms,2ms)").delay())
        .isEqualTo(Delay.lognormal(ms(20), ms(2)));
  }

  @Test
  void losses() {
    assertThat(IDEAL.with("loss=bursts(1%,3)").loss()).isEqualTo(GilbertElliott.bursts(0.01, 3));
    assertThat(IDEAL.with("loss=gilbert-elliott(1%,20%,0,0.5)").loss())
        .isEqualTo(new GilbertElliott(0.01, 0.2, 0, 0.5));
    assertThat(IDEAL.with("loss=packets(3,7)").loss()).isEqualTo(Loss.packets(3, 7));
    assertThat(IDEAL.with("loss=repeating(0001)").loss()).isEqualTo(Loss.repeating("0001"));
  }

  @Test
  void ratesAndQueues() {
    assertThat(IDEAL.with("rate=0.5Gbit/s").rate()).isEqualTo(Rate.constant(500_000_000));
    assertThat(IDEAL.with("rate=stalled").rate()).isEqualTo(Rate.STALLED);
    assertThat(IDEAL.with("rate=1kbit/s rate=unlimited").rate()).isEqualTo(Rate.UNLIMITED);
    assertThat(IDEAL.with("queue=30000B").queue()).isEqualTo(DropTail.bytes(30_000));
    assertThat(IDEAL.with("queue=300ms").queue()).isEqualTo(DropTail.time(ms(300)));
    assertThat(IDEAL.with("queue=dualpi2").queue()).isEqualTo(DualPi2.standard());
    assertThat(IDEAL.with("queue=fq-codel").queue()).isEqualTo(FqCoDel.standard());
    assertThat(IDEAL.with("queue=codel").queue()).isEqualTo(CoDel.standard());
    assertThat(IDEAL.with("queue=red").queue()).isEqualTo(Red.standard());
    assertThat(IDEAL.with("queue=pie").queue()).isEqualTo(Pie.standard());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fast | a setting is name=value, unlike fast",
        "speed=1 | speed=1: there are delay, loss, rate, queue, mtu, reorder, duplicate, corrupt",
        "rate=10 | rate=10: no rate, such as 10Mbit/s",
        "rate=10MB/s | rate=10MB/s: no rate, such as 10Mbit/s",
        "delay=5 | delay=5: no time, such as 15ms",
        "delay=normal(5ms) | delay=normal(5ms): not a time such as 15ms",
        "delay=1ms+ | delay=1ms+: not a time such as 15ms",
        "loss=101% | loss=101%: loss is a probability, 0 to 1, not 1.01",
        "queue=big | queue=big: not a queue such as 25p, 30000B, 100ms or codel",
        "queue=0p | queue=0p: a queue of 0 packets",
        "reorder=yes | reorder=yes: no order, such as late(1%,5ms) or by-delay",
        "mtu=x | mtu=x: ",
      })
  void whatIsNotUnderstoodIsNamed(String setting, String message) {
    assertThatThrownBy(() -> IDEAL.with(setting))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
