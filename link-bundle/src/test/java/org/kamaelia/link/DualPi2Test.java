package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** RFC 9332, appendix A. No chance is in it. */
class DualPi2Test {
  private static final long MS = 1_000_000;
  private static final int CLASSIC = 1;
  private static final int L4S = 2;

  /** A packet of 1,000 bytes takes a millisecond. */
  private static Path path(DualPi2 queue) {
    return new Path(LinkSpec.ideal().withRate(8_000_000).withQueue(queue), 1);
  }

  /** So many packets a second for some seconds, from a time on. */
  private static void flow(Path path, int flow, Ecn ecn, double rate, double seconds) {
    double interval = 1e9 / rate;
    // the two kinds do not come at the same moments
    long first = flow * 137_000L;
    for (int i = 0; i < rate * seconds; i++) {
      var packet = new TestPacket(i, 1000, flow, ecn, false);
      path.timeline.at(first + Math.round(i * interval), () -> path.link.send(packet));
    }
  }

  private static double wait(Path path, int flow, double rate, double from) {
    return path.arrivals.stream()
        .filter(a -> a.packet().flow() == flow && a.packet().number() > from * rate)
        .mapToDouble(a -> (a.time() - flow * 137_000L - a.packet().number() * 1e9 / rate) / MS)
        .average()
        .orElseThrow();
  }

  private static long arrived(Path path, int flow, double rate, double from) {
    return path.arrivals.stream()
        .filter(a -> a.packet().flow() == flow && a.packet().number() > from * rate)
        .count();
  }

  private static long marked(Path path, int flow, double rate, double from) {
    return path.arrivals.stream()
        .filter(a -> a.packet().flow() == flow && a.packet().number() > from * rate)
        .filter(a -> a.packet().ecn() == Ecn.CE)
        .count();
  }

  @Test
  void theClassicQueueIsHeldAtItsTarget() {
    Path path = path(DualPi2.standard());
    flow(path, CLASSIC, Ecn.NOT_ECT, 1150, 60);
    path.timeline.run();
    assertThat(path.link.counters().managed() / (60 * 1150.0)).isCloseTo(0.13, within(0.005));
    // and its own sending
    assertThat(wait(path, CLASSIC, 1150, 30)).isCloseTo(16, within(1.0));
  }

  @Test
  void classicPacketsAreDroppedWithTheSquareOfTheMarksOfTheOthersOverTheCoupling() {
    for (double coupling : new double[] {2, 1.5}) {
      DualPi2 standard = DualPi2.standard();
      Path path =
          path(
              new DualPi2(
                  1000,
                  standard.target(),
                  standard.slowest(),
                  coupling,
                  standard.threshold(),
                  standard.range()));
      flow(path, CLASSIC, Ecn.NOT_ECT, 1000, 60);
      flow(path, L4S, Ecn.ECT_1, 100, 60);
      path.timeline.run();
      double classic = 1 - arrived(path, CLASSIC, 1000, 20) / (1000 * 40.0);
      double l4s = (double) marked(path, L4S, 100, 20) / arrived(path, L4S, 100, 20);
      assertThat(classic).as("what is too much").isCloseTo(0.1, within(0.005));
      assertThat(classic).isCloseTo(Math.pow(l4s / coupling, 2), within(0.005));
    }
  }

  @Test
  void l4sPacketsDoNotWaitForTheClassicOnes() {
    Path path = path(DualPi2.standard());
    flow(path, CLASSIC, Ecn.NOT_ECT, 1000, 60);
    flow(path, L4S, Ecn.ECT_1, 100, 60);
    path.timeline.run();
    // at most the packet that is being sent, and then its own sending
    assertThat(wait(path, L4S, 100, 20)).isLessThan(2.1);
    assertThat(wait(path, CLASSIC, 1000, 20)).isGreaterThan(14);
    assertThat(arrived(path, L4S, 100, 0)).as("none is dropped").isEqualTo(5999);
  }

  @Test
  void classicPacketsOfSendersThatTakePartAreMarked() {
    Path path = path(DualPi2.standard());
    flow(path, CLASSIC, Ecn.ECT_0, 1010, 3); // for longer it would be too much for marks
    path.timeline.run();
    assertThat(path.link.counters().marked()).isPositive();
    assertThat(path.link.counters().managed()).isZero();
  }

  /** The L4S queue alone: nothing comes from the other one. */
  private static DualPi2 uncoupled(Duration threshold, Duration range) {
    return new DualPi2(1000, Duration.ofSeconds(10), Duration.ofMillis(100), 2, threshold, range);
  }

  @Test
  void aStepMarksWhatWaitedForLonger() {
    Path path = path(uncoupled(Duration.ofMillis(5), Duration.ZERO));
    for (int i = 0; i < 20; i++) {
      path.link.send(new TestPacket(i, 1000, L4S, Ecn.ECT_1, false));
    }
    path.timeline.run();
    // packet i waits for i ms; the first that is due makes the count full, the last leaves no queue
    assertThat(path.arrivals.stream().filter(a -> a.packet().ecn() == Ecn.CE))
        .extracting(a -> a.packet().number())
        .containsExactly(6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18);
  }

  @Test
  void aRampMarksAShare() {
    Path path = path(uncoupled(Duration.ofMillis(1), Duration.ofSeconds(1)));
    for (int i = 0; i < 500; i++) {
      path.link.send(new TestPacket(i, 1000, L4S, Ecn.ECT_1, false));
    }
    path.timeline.run();
    // from 0 to a half: a quarter of all
    assertThat(path.link.counters().marked()).isBetween(123L, 125L);
  }

  /**
   * RFC 9332, section 4.1.3 and appendix A.2: too much of L4S is dropped as classic packets are.
   */
  @Test
  void whoDoesNotHeedMarksIsDroppedAndTheOthersAreNotStarved() {
    Path path = path(DualPi2.standard());
    flow(path, L4S, Ecn.ECT_1, 1500, 60);
    flow(path, CLASSIC, Ecn.NOT_ECT, 50, 60);
    path.timeline.run();
    assertThat(path.link.counters().managed()).isPositive();
    assertThat(arrived(path, CLASSIC, 50, 20) / (50 * 40.0)).isGreaterThan(0.4);
    assertThat(wait(path, CLASSIC, 50, 20)).isLessThan(60);
  }

  @Test
  void wrongSettingsAreNamed() {
    DualPi2 it = DualPi2.standard();
    assertThatThrownBy(
            () -> new DualPi2(1, it.target(), it.slowest(), 0, it.threshold(), it.range()))
        .hasMessageContaining("coupling 0.0");
  }
}
