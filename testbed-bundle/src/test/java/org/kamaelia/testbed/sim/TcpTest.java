package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.link.Ecn;

/** TCP, segment by segment. */
class TcpTest {
  private static final int MSS = 1448;
  private static final Duration LONG = Duration.ofMinutes(10);
  private TcpPair pair = new TcpPair();

  private static byte[] bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private int count(String pattern) {
    return (int) pair.log.stream().filter(line -> line.matches(".*" + pattern + ".*")).count();
  }

  private Tcp.State nearState() {
    return pair.near().state();
  }

  private Tcp.State farState() {
    return pair.far().state();
  }

  /** RFC 9293, section 3.5. */
  @Nested
  class Establishing {
    @Test
    void threeSegmentsOpenAConnection() {
      pair.open();
      assertThat(nearState()).isEqualTo(Tcp.State.ESTABLISHED);
      assertThat(farState()).isEqualTo(Tcp.State.ESTABLISHED);
      assertThat(pair.log)
          .containsExactly(
              "0 > [S] seq 4294964296 ack 0 win 65535 len 0",
              "10 < [S.] seq 2147480647 ack 4294964297 win 65535 len 0",
              "20 > [.] seq 4294964297 ack 2147480648 win 65536 len 0".replace("65536", window()));
    }

    private String window() {
      return Integer.toString((2 << 20) >> 6);
    }

    @Test
    void aSynThatIsLostIsSentAgainAfterASecondThenTwo() {
      pair.loses = segment -> pair.now < 2_500_000_000L;
      pair.connect();
      pair.run(Duration.ofSeconds(4));
      assertThat(pair.log.stream().limit(3))
          .map(line -> line.substring(0, line.indexOf(']') + 1))
          .containsExactly("0 > [S]", "1000 > [S]", "3000 > [S]");
      assertThat(nearState()).isEqualTo(Tcp.State.ESTABLISHED);
    }

    @Test
    void anAnswerThatIsLostIsSentAgain() {
      AtomicInteger answers = new AtomicInteger();
      pair.loses =
          segment ->
              segment.has(Segment.SYN | Segment.ACK)
                  && segment.span() == 1
                  && segment.has(Segment.ACK)
                  && answers.getAndIncrement() == 0;
      pair.open();
      pair.run(Duration.ofSeconds(3));
      assertThat(nearState()).isEqualTo(Tcp.State.ESTABLISHED);
      assertThat(farState()).isEqualTo(Tcp.State.ESTABLISHED);
    }

    @Test
    void whereNobodyListensTheConnectionIsRefused() {
      pair.listens = false;
      pair.open();
      assertThat(pair.near().failure())
          .isInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
    }

    @Test
    void whereNobodyAnswersItIsGivenUpAfterTwoMinutes() {
      pair.loses = segment -> true;
      pair.connect();
      pair.run(Duration.ofSeconds(126));
      assertThat(pair.near().failure()).isNull();
      pair.run(Duration.ofSeconds(2));
      assertThat(pair.near().failure()).hasMessage("Connection timed out");
      assertThat(pair.log).hasSize(7);
    }

    @Test
    void bothMayOpenAtTheSameTime() {
      pair.connect();
      pair.far =
          Tcp.connect(
              pair.flow.reverse(),
              pair.farSettings,
              new Reno(),
              pair.farInitial,
              pair::carry,
              pair.now);
      pair.run(Duration.ofMillis(100));
      assertThat(nearState()).isEqualTo(Tcp.State.ESTABLISHED);
      assertThat(farState()).isEqualTo(Tcp.State.ESTABLISHED);
      byte[] word = bytes(100_000, 1);
      assertThat(pair.transfer(pair.near(), pair.far(), word, LONG)).isEqualTo(word);
      assertThat(pair.transfer(pair.far(), pair.near(), word, LONG)).isEqualTo(word);
    }

    @Test
    void thePeersLargestSegmentIsKeptTo() {
      pair = new TcpPair(TcpSettings.LINUX, TcpSettings.LINUX.withMss(600));
      pair.open();
      pair.log.clear();
      pair.say(pair.near(), 5000);
      pair.run(Duration.ofSeconds(1));
      assertThat(count("> .*len 588")).isEqualTo(8);
      assertThat(count("> .*len 296")).isEqualTo(1);
    }

    @Test
    void withoutTimestampsThereIsMoreDataInASegment() {
      pair = new TcpPair(TcpSettings.LINUX.withOptions(false, false, false), TcpSettings.LINUX);
      pair.open();
      pair.say(pair.near(), 1460);
      pair.run(Duration.ofSeconds(1));
      assertThat(count("len 1460")).isEqualTo(1);
    }
  }

  /** RFC 9293, section 3.6. */
  @Nested
  class Closing {
    @Test
    void aHalfCloseLetsTheOtherSideGoOn() {
      pair.open();
      pair.say(pair.near(), 100);
      pair.near().endOutput(pair.now);
      pair.run(Duration.ofMillis(100));
      assertThat(nearState()).isEqualTo(Tcp.State.FIN_WAIT_2);
      assertThat(farState()).isEqualTo(Tcp.State.CLOSE_WAIT);
      assertThat(pair.hear(pair.far())).hasSize(100);
      assertThat(pair.far().isInputOver()).isTrue();
      byte[] word = bytes(50_000, 2);
      assertThat(pair.transfer(pair.far(), pair.near(), word, LONG)).isEqualTo(word);
      pair.far().endOutput(pair.now);
      pair.run(Duration.ofMillis(100));
      assertThat(farState()).isEqualTo(Tcp.State.CLOSED);
      assertThat(nearState()).isEqualTo(Tcp.State.TIME_WAIT);
      pair.run(Duration.ofSeconds(60));
      assertThat(nearState()).isEqualTo(Tcp.State.CLOSED);
      assertThat(pair.near().failure()).isNull();
    }

    @Test
    void bothMayCloseAtTheSameTime() {
      pair.open();
      pair.near().endOutput(pair.now);
      pair.far().endOutput(pair.now);
      pair.run(Duration.ofMillis(100));
      assertThat(nearState()).isEqualTo(Tcp.State.TIME_WAIT);
      assertThat(farState()).isEqualTo(Tcp.State.TIME_WAIT);
    }

    @Test
    void anEndThatIsLostIsSentAgain() {
      pair.open();
      AtomicInteger ends = new AtomicInteger();
      pair.loses = segment -> segment.has(Segment.FIN) && ends.getAndIncrement() == 0;
      pair.say(pair.near(), 3000);
      pair.near().endOutput(pair.now);
      pair.run(Duration.ofSeconds(1));
      assertThat(pair.far().isInputOver()).isTrue();
      assertThat(pair.hear(pair.far())).hasSize(3000);
    }

    @Test
    void anAbortResetsTheOtherSide() {
      pair.open();
      pair.near().abort(pair.now);
      pair.run(Duration.ofMillis(100));
      assertThat(pair.far().failure()).hasMessage("Connection reset");
    }

    @Test
    void whatComesForWhoHasClosedIsReset() {
      pair.open();
      pair.near().close(pair.now);
      pair.run(Duration.ofMillis(100));
      pair.say(pair.far(), 10);
      pair.run(Duration.ofMillis(100));
      assertThat(pair.far().failure()).hasMessage("Connection reset");
      assertThat(nearState()).isEqualTo(Tcp.State.CLOSED);
    }

    @Test
    void aResetOutOfSequenceIsChallenged() { // RFC 5961, section 3
      pair.open();
      Segment reset = new Segment(pair.flow);
      reset.flags = Segment.RST;
      reset.sequence = pair.nearInitial + 1 + 1000;
      pair.carry(reset);
      pair.run(Duration.ofMillis(100));
      assertThat(farState()).isEqualTo(Tcp.State.ESTABLISHED);
      assertThat(pair.log.getLast()).contains("< [.]");
    }
  }

  /** RFC 5681, 6298, 6582, 6675. */
  @Nested
  class Losses {
    @Test
    void tenSegmentsAreSentBeforeAnythingIsHeard() {
      pair.open();
      pair.log.clear();
      pair.say(pair.near(), 100 * MSS);
      assertThat(pair.log).hasSize(10);
    }

    @Test
    void threeDuplicatesHaveASegmentSentAgain() {
      lossInTheMiddle(TcpSettings.LINUX);
    }

    @Test
    void threeDuplicatesDoSoWithoutSackToo() {
      lossInTheMiddle(TcpSettings.LINUX.withOptions(true, false, false));
    }

    private void lossInTheMiddle(TcpSettings settings) {
      pair = new TcpPair(settings, settings);
      pair.open();
      lose(3);
      byte[] word = bytes(20 * MSS, 3);
      long before = pair.now;
      assertThat(pair.transfer(pair.near(), pair.far(), word, LONG)).isEqualTo(word);
      assertThat(Duration.ofNanos(pair.now - before)).isLessThan(Duration.ofMillis(100));
      assertThat(pair.near().info().totalRetransmits()).isEqualTo(1);
    }

    /** Loses the so manieth of the data segments, counted from one. */
    private void lose(Integer... numbers) {
      AtomicInteger count = new AtomicInteger();
      pair.loses =
          segment -> segment.count > 0 && List.of(numbers).contains(count.incrementAndGet());
    }

    @Test
    void lossOfTheVeryLastIsMendedByAProbeAndCostsHalfTheWindow() { // RFC 8985, section 7
      TcpSettings reno = TcpSettings.LINUX.withCongestionControl(Reno::new);
      pair = new TcpPair(reno, reno);
      pair.open();
      lose(10);
      byte[] word = bytes(10 * MSS, 4);
      long before = pair.now;
      assertThat(pair.transfer(pair.near(), pair.far(), word, LONG)).isEqualTo(word);
      // as it could be an acknowledgement that is delayed, it is as late as the timer
      assertThat(Duration.ofNanos(pair.now - before))
          .isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
      assertThat(pair.near().info().totalRetransmits()).isEqualTo(1);
      assertThat(pair.near().info().congestionWindow()).isGreaterThanOrEqualTo(10);
      // it was no mistake, as there was no second acknowledgement
      pair.transfer(pair.near(), pair.far(), bytes(2 * MSS, 4), LONG);
      pair.run(Duration.ofMillis(100));
      assertThat(pair.near().info().slowStartThreshold()).isBetween(5, 10);
    }

    @Test
    void lossOfTheLastFewIsMendedWithoutTheTimer() { // RFC 8985, section 7
      pair.open();
      lose(8, 9, 10);
      byte[] word = bytes(10 * MSS, 4);
      long before = pair.now;
      assertThat(pair.transfer(pair.near(), pair.far(), word, LONG)).isEqualTo(word);
      // 20 ms until the others are acknowledged, 42 until the probe, and two round trips
      assertThat(Duration.ofNanos(pair.now - before))
          .isBetween(Duration.ofMillis(90), Duration.ofMillis(120));
      assertThat(pair.near().info().totalRetransmits()).isEqualTo(3);
    }

    @Test
    void aProbeForWhatWasNotLostCostsNothing() { // RFC 8985, section 7.4.2
      pair.open();
      AtomicInteger count = new AtomicInteger();
      pair.delay =
          segment ->
              segment.count > 0 && count.incrementAndGet() == 10
                  ? 300_000_000
                  : TcpPair.DELAY.toNanos();
      int threshold = pair.near().info().slowStartThreshold();
      pair.transfer(pair.near(), pair.far(), bytes(10 * MSS, 4), LONG);
      pair.run(Duration.ofMillis(500));
      pair.transfer(pair.near(), pair.far(), bytes(2 * MSS, 4), LONG);
      pair.run(Duration.ofMillis(100));
      assertThat(pair.near().info().totalRetransmits()).isEqualTo(1);
      assertThat(pair.near().info().slowStartThreshold()).isEqualTo(threshold);
    }

    @Test
    void severalLossesOfAWindowAreMendedInARoundTripBySack() {
      pair.open();
      lose(2, 4, 6);
      byte[] word = bytes(10 * MSS, 5);
      long before = pair.now;
      assertThat(pair.transfer(pair.near(), pair.far(), word, LONG)).isEqualTo(word);
      assertThat(Duration.ofNanos(pair.now - before)).isLessThan(Duration.ofMillis(80));
      assertThat(pair.near().info().totalRetransmits()).isEqualTo(3);
    }

    @Test
    void whatIsSentAgainAndLostAgainIsSentAThirdTimeWithoutTheTimer() { // RFC 8985
      pair.open();
      lose(2, 11);
      byte[] word = bytes(60 * MSS, 6);
      long before = pair.now;
      assertThat(pair.transfer(pair.near(), pair.far(), word, LONG)).isEqualTo(word);
      assertThat(Duration.ofNanos(pair.now - before)).isLessThan(Duration.ofMillis(200));
    }

    @Test
    void whatOneHasOvertakenIsLostAfterAQuarterOfARoundTrip() { // RFC 8985
      pair.open();
      lose(9);
      byte[] word = bytes(10 * MSS, 7);
      long before = pair.now;
      assertThat(pair.transfer(pair.near(), pair.far(), word, LONG)).isEqualTo(word);
      assertThat(Duration.ofNanos(pair.now - before))
          .isBetween(Duration.ofMillis(30), Duration.ofMillis(36));
      assertThat(pair.near().info().totalRetransmits()).isEqualTo(1);
    }

    @Test
    void anEndedRecoveryDoesNotCountTheWindowAgain() {
      TcpSettings reno = TcpSettings.LINUX.withCongestionControl(Reno::new);
      pair = new TcpPair(reno, reno);
      pair.open();
      lose(31);
      pair.say(pair.near(), 200 * MSS);
      pair.run(Duration.ofMillis(100));
      int threshold = pair.near().info().slowStartThreshold();
      assertThat(threshold).isBetween(5, 50);
      assertThat(pair.near().info().congestionWindow()).isBetween(threshold, threshold + 2);
    }

    @Test
    void manyBeyondAGapAreToldTogether() {
      pair.open();
      pair.transfer(pair.near(), pair.far(), bytes(100 * MSS, 8), LONG);
      pair.log.clear();
      lose(1);
      pair.say(pair.near(), 30 * MSS);
      pair.run(Duration.ofMillis(15));
      assertThat(count("<")).as("three at once, and the others by a timer").isEqualTo(4);
    }

    @Test
    void theTimerWaitsTwiceAsLongEachTime() {
      pair.open();
      pair.log.clear();
      pair.loses = segment -> true;
      pair.say(pair.near(), 100);
      pair.run(Duration.ofSeconds(4));
      List<Long> times = new ArrayList<>();
      pair.log.forEach(line -> times.add(Long.parseLong(line.substring(0, line.indexOf(' ')))));
      assertThat(times).hasSizeGreaterThan(4);
      long first = times.get(1) - times.get(0);
      assertThat(first).isBetween(200L, 300L);
      for (int i = 2; i < times.size(); i++) {
        // the first time it was a probe, after which the timer begins
        assertThat(times.get(i) - times.get(i - 1)).isEqualTo(first << (i - 2));
      }
    }

    @Test
    void theSecondOfTwoSegmentsIsAcknowledgedAtOnceAndALoneOneLater() { // RFC 9293, 3.8.6.3
      pair.open();
      assertThat(pair.transfer(pair.near(), pair.far(), bytes(100 * MSS, 7), LONG).length)
          .isEqualTo(100 * MSS);
      pair.run(Duration.ofSeconds(1));
      pair.log.clear();
      long before = pair.now / 1_000_000;
      pair.say(pair.near(), 100);
      pair.run(Duration.ofSeconds(1));
      assertThat(pair.log.getLast()).startsWith((before + 50) + " <");
    }
  }

  /** RFC 9293, section 3.8.6. */
  @Nested
  class Windows {
    @Test
    void whoDoesNotReadStopsTheSenderAndWhoReadsAgainLetsItGoOn() {
      pair = new TcpPair(TcpSettings.LINUX, TcpSettings.LINUX.withBuffers(1 << 20, 30_000));
      pair.open();
      byte[] word = bytes(100_000, 8);
      pair.say(pair.near(), word);
      pair.run(Duration.ofSeconds(20));
      assertThat(pair.far().readable()).isBetween(28_000, 30_000);
      assertThat(pair.log.getLast()).contains("win 0");
      int before = pair.log.size();
      pair.run(Duration.ofMinutes(10));
      assertThat(pair.log.size() - before).as("probes, further and further apart").isLessThan(40);
      assertThat(pair.log.size() - before).isGreaterThan(4);
      assertThat(readAll(100_000)).isEqualTo(word);
    }

    private byte[] readAll(int count) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (int i = 0; i < 1000 && all.size() < count; i++) {
        all.writeBytes(pair.hear(pair.far()));
        pair.run(Duration.ofMillis(10));
      }
      return all.toByteArray();
    }

    @Test
    void aWindowUpdateThatIsLostIsAskedForByAProbe() {
      pair = new TcpPair(TcpSettings.LINUX, TcpSettings.LINUX.withBuffers(1 << 20, 30_000));
      pair.open();
      byte[] word = bytes(60_000, 9);
      pair.say(pair.near(), word);
      pair.run(Duration.ofSeconds(2));
      pair.loses = segment -> true;
      byte[] first = pair.hear(pair.far());
      pair.loses = segment -> false;
      pair.run(Duration.ofSeconds(30));
      byte[] second = pair.hear(pair.far());
      pair.run(Duration.ofSeconds(30));
      byte[] third = pair.hear(pair.far());
      assertThat(first.length + second.length + third.length).isEqualTo(60_000);
    }

    @Test
    void naglesAlgorithmHoldsSmallSegmentsBack() { // RFC 9293, section 3.7.4
      pair.open();
      pair.near().noDelay(false, pair.now);
      pair.log.clear();
      for (int i = 0; i < 10; i++) {
        pair.say(pair.near(), 10);
      }
      pair.run(Duration.ofMillis(15));
      assertThat(count("> .*len 10")).isEqualTo(1);
      pair.run(Duration.ofSeconds(1));
      assertThat(count("> .*len 90")).isEqualTo(1);
    }

    @Test
    void withoutItTheyGoAtOnce() {
      pair.open();
      pair.log.clear();
      for (int i = 0; i < 10; i++) {
        pair.say(pair.near(), 10);
      }
      assertThat(count("> .*len 10")).isEqualTo(10);
    }
  }

  /** RFC 3168. */
  @Nested
  class Marks {
    @Test
    void aMarkHalvesTheWindowOnceAndNothingIsSentAgain() {
      TcpSettings settings =
          TcpSettings.LINUX.withOptions(true, true, true).withCongestionControl(Reno::new);
      pair = new TcpPair(settings, settings);
      pair.open();
      AtomicInteger data = new AtomicInteger();
      List<Ecn> seen = new ArrayList<>();
      pair.loses =
          segment -> {
            if (segment.count > 0 && segment.flow.equals(pair.flow)) {
              seen.add(segment.ecn);
              if (data.incrementAndGet() == 20) {
                segment.ecn = Ecn.CE;
              }
            }
            return false;
          };
      byte[] word = bytes(60 * MSS, 10);
      assertThat(pair.transfer(pair.near(), pair.far(), word, LONG)).isEqualTo(word);
      assertThat(seen).containsOnly(Ecn.ECT_0);
      assertThat(pair.near().info().totalRetransmits()).isZero();
      assertThat(pair.near().info().slowStartThreshold()).isLessThan(30);
      assertThat(count("> \\[.*W")).isEqualTo(2); // that of the SYN
    }
  }

  /** Every byte arrives, in order, whatever the path does. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void lossReorderingAndDuplicatesLoseNothing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TcpSettings settings =
        TcpSettings.LINUX
            .withOptions(random.nextBoolean(), random.nextInt(4) > 0, random.nextBoolean())
            .withBuffers(random.nextInt(5_000, 1 << 20), random.nextInt(5_000, 1 << 20))
            .withCongestionControl(random.nextBoolean() ? Reno::new : Cubic::new);
    pair = new TcpPair(settings, settings);
    pair.nearInitial = random.nextInt();
    pair.farInitial = random.nextInt();
    double loss = random.nextDouble(0.1);
    double reorder = random.nextDouble(0.1);
    double twice = random.nextDouble(0.1);
    pair.loses = segment -> random.nextDouble() < loss;
    pair.doubles = segment -> random.nextDouble() < twice;
    pair.delay =
        segment ->
            random.nextDouble() < reorder ? random.nextLong(50_000_000) : TcpPair.DELAY.toNanos();
    pair.connect();
    pair.run(Duration.ofSeconds(40));
    byte[] up = bytes(500_000, seed);
    byte[] down = bytes(200_000, seed + 1);
    assertThat(pair.transfer(pair.near(), pair.far(), up, Duration.ofHours(1))).isEqualTo(up);
    assertThat(pair.transfer(pair.far(), pair.near(), down, Duration.ofHours(1))).isEqualTo(down);
    pair.near().endOutput(pair.now);
    pair.far().endOutput(pair.now);
    pair.run(Duration.ofMinutes(10));
    assertThat(pair.near().failure()).isNull();
    assertThat(nearState()).isEqualTo(Tcp.State.CLOSED);
    assertThat(farState()).isEqualTo(Tcp.State.CLOSED);
  }
}
