package org.kamaelia.testbed.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 8698's formulas, by figures worked out by hand. */
class NadaTest {
  private static final long MS = 1_000_000;
  private static final RateRange RANGE = RateRange.VIDEO;
  private final Nada nada = new Nada();
  private long number;
  private long now;

  NadaTest() {
    nada.begin(RANGE, 0);
  }

  /** A report on 100 ms in which so many packets of 1,000 bytes were sent, each delayed so. */
  private void report(int packets, long delayMillis, int... lost) {
    List<Feedback.Packet> all = new ArrayList<>();
    for (int i = 0; i < packets; i++) {
      long sent = now + i * 100 * MS / packets;
      boolean isLost = List.of(box(lost)).contains(i);
      long arrived = isLost ? Feedback.Packet.LOST : sent + delayMillis * MS;
      all.add(new Feedback.Packet(number++, 1000, sent, arrived, false));
    }
    now += 100 * MS;
    nada.feedback(new Feedback(now + 80 * MS, now + delayMillis * MS, 80 * MS, all));
  }

  private static Integer[] box(int[] numbers) {
    Integer[] boxed = new Integer[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      boxed[i] = numbers[i];
    }
    return boxed;
  }

  @Test
  void aDelayBeyondTheThresholdIsWarped() { // equation 1
    assertThat(Nada.warp(49)).isEqualTo(49);
    assertThat(Nada.warp(50)).isEqualTo(50);
    assertThat(Nada.warp(150)).isCloseTo(50 * Math.exp(-1), within(1e-9));
  }

  @Test
  void lossAndMarksCountAsDelay() { // equation 2
    assertThat(Nada.signal(20, 0, 0)).isEqualTo(20);
    assertThat(Nada.signal(20, 0.01, 0)).isEqualTo(22);
    assertThat(Nada.signal(20, 0.02, 0.02)).isEqualTo(20 + 8 + 40);
  }

  @Test
  void theRampIsLimitedByTheRoundTrip() { // equation 3
    assertThat(Nada.gamma(80)).isCloseTo(50.0 / 300, within(1e-9));
    assertThat(Nada.gamma(280)).isCloseTo(0.1, within(1e-9));
  }

  @Test
  void theRateRestsWhereTheSignalIsAtItsReference() { // equations 5 to 7
    // 10 ms * 1.5 Mbit/s / 1 Mbit/s
    assertThat(Nada.updated(1e6, RANGE, 15, 15, 100)).isEqualTo(1e6);
    // 0.5 * 100/500 * 15/500 less
    assertThat(Nada.updated(1e6, RANGE, 30, 30, 100)).isCloseTo(1e6 * (1 - 0.003), within(1e-3));
    // and 0.5 * 2 * 10/500 less, as it grows
    assertThat(Nada.updated(1e6, RANGE, 30, 20, 100))
        .isCloseTo(1e6 * (1 - 0.003 - 0.02), within(1e-3));
  }

  @Test
  void whoHasPriorityRestsAtMore() {
    RateRange twice = new RateRange(RANGE.least(), RANGE.most(), 2);
    assertThat(Nada.updated(1e6, twice, 30, 30, 100)).isEqualTo(1e6);
  }

  @Test
  void itStartsAtTheLeastAndRampsUpFromWhatComes() { // equation 4
    assertThat(nada.encoderRate(0)).isEqualTo(150_000);
    for (int i = 0; i < 5; i++) {
      report(10, 50);
    }
    // 800 kbit/s came within the window, and a sixth more may be sent
    assertThat(nada.encoderRate(0)).isBetween(920_000L, 940_000L);
    assertThat(nada.signal()).isZero();
  }

  @Test
  void aQueueStopsTheRampAndBringsTheRateDown() {
    for (int i = 0; i < 5; i++) {
      report(10, 50);
    }
    long before = nada.encoderRate(0);
    report(15, 150);
    assertThat(nada.signal()).isEqualTo(100);
    assertThat(nada.encoderRate(0)).isLessThan((long) (0.9 * before));
  }

  @Test
  void theDelayIsTheLeastOfFifteenPackets() { // section 5.1.1
    report(10, 50);
    report(14, 90);
    assertThat(nada.signal()).isZero();
    report(15, 90);
    assertThat(nada.signal()).isEqualTo(40);
  }

  @Test
  void lossIsSmoothedAndNoRampIsMadeWithIt() { // equation 10
    report(20, 50);
    long before = nada.encoderRate(0);
    report(20, 50, 3);
    // 1 of 40 is lost, of which a tenth counts at once
    assertThat(nada.signal()).isCloseTo(10 * 0.25 * 0.25, within(1e-9));
    assertThat(nada.encoderRate(0)).isLessThanOrEqualTo((long) (before * 1.05));
  }

  @Test
  void longDelaysAreWarpedUntilALossExpires() {
    report(50, 10);
    report(50, 10, 20); // an interval of 70 packets
    for (int i = 0; i < 9; i++) {
      report(50, 110);
    }
    double warped = nada.signal();
    assertThat(warped).as("100 ms count as 30").isBetween(30.0, 34.0);
    for (int i = 0; i < 3; i++) {
      report(50, 110);
    }
    assertThat(nada.signal()).as("after 8 intervals").isBetween(100.0, 101.0);
  }

  @Test
  void aBurstOfLossDoesNotMakeTheRateLeapWhenItIsOver() {
    for (int i = 0; i < 10; i++) {
      report(30, 50);
    }
    for (int i = 0; i < 5; i++) {
      report(30, 50, 3, 4, 5, 10, 11, 12, 20, 21, 22);
    }
    assertThat(nada.signal()).isEqualTo(500);
    assertThat(nada.encoderRate(0)).isLessThan(400_000);
    for (int i = 0; i < 40; i++) {
      report(10, 50);
    }
    assertThat(nada.encoderRate(0)).isBetween(300_000L, 940_000L);
  }

  @Test
  void theRateStaysInItsRange() {
    for (int i = 0; i < 20; i++) {
      report(100, 50);
    }
    assertThat(nada.encoderRate(0)).isEqualTo(1_500_000);
    for (int i = 0; i < 20; i++) {
      report(20, 900);
    }
    assertThat(nada.encoderRate(0)).isEqualTo(150_000);
  }

  @Test
  void whatWaitsAtTheSenderSlowsTheEncoderAndHastensThePackets() { // section 5.2.2
    for (int i = 0; i < 6; i++) {
      report(12, 50);
    }
    long rate = nada.encoderRate(0);
    assertThat(rate).isBetween(1_000_000L, 1_200_000L);
    assertThat(nada.encoderRate(2000)).as("the RFC's example").isEqualTo(rate - 48_000);
    assertThat(nada.sendingRate(2000)).isEqualTo(rate + 48_000);
    assertThat(nada.sendingRate(20_000)).isEqualTo(Math.round(rate * 1.05));
  }

  @Test
  void lossesWithinARoundTripAreOneEvent() { // RFC 5348, section 5.2
    LossIntervals losses = new LossIntervals();
    assertThat(losses.isNone()).isTrue();
    for (int i = 0; i < 100; i++) {
      losses.received();
    }
    losses.lost(1000, 100);
    losses.lost(1050, 100);
    losses.received();
    assertThat(losses.mean()).isEqualTo(100);
    assertThat(losses.current()).isEqualTo(3);
    losses.lost(1200, 100);
    assertThat(losses.mean()).isEqualTo((3 + 100) / 2.0);
    for (int i = 0; i < 7; i++) {
      for (int k = 0; k < 9; k++) {
        losses.received();
      }
      losses.lost(2000 + i * 1000, 100);
    }
    // seven of 10, and the one before that of 3, by weights 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2
    assertThat(losses.mean()).isCloseTo((5.8 * 10 + 0.2 * 3) / 6, within(1e-9));
  }

  /** As a researcher would write it. */
  public static final class Half implements RateControl {
    private long rate;

    /** Makes one. */
    public Half() {}

    @Override
    public String name() {
      return "half";
    }

    @Override
    public void begin(RateRange range, long start) {
      rate = range.most() / 2;
    }

    @Override
    public void feedback(Feedback feedback) {}

    @Override
    public long encoderRate(int buffered) {
      return rate;
    }
  }

  @Test
  void aControlIsFoundByItsName() {
    assertThat(RateControl.named("nada")).isInstanceOf(Nada.class);
    RateControl fixed = RateControl.named("fixed");
    fixed.begin(RANGE, 0);
    assertThat(fixed.encoderRate(0)).isEqualTo(1_500_000);
    assertThat(RateControl.named(Half.class.getName())).isInstanceOf(Half.class);
    assertThatThrownBy(() -> RateControl.named("java.lang.String"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RateControl.named("no.such.Class"))
        .hasMessageContaining("no.such.Class");
  }
}
