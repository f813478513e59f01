package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueTest {
  private static final long MS = 1_000_000;
  private static final long SEED = 3168;

  /** A packet takes a millisecond. */
  private static final LinkSpec LINK = LinkSpec.ideal().withRate(8_000_000);

  /** Packets of 1,000 bytes, those of one flow evenly spaced. */
  private static void flow(Path path, int flow, int count, long interval, Ecn ecn) {
    for (int i = 0; i < count; i++) {
      var packet = new TestPacket(i, 1000, flow, ecn, false);
      path.timeline.at(i * interval, () -> path.link.send(packet));
    }
  }

  private static Map<Integer, Integer> arrivalsByFlow(Path path) {
    Map<Integer, Integer> counts = new HashMap<>();
    path.arrivals.forEach(a -> counts.merge(a.packet().flow(), 1, Integer::sum));
    return counts;
  }

  /** How long the packets of a flow were in the link at a time of sending, on average. */
  private static double wait(Path path, int flow, long interval, int from, int to) {
    return path.arrivals.stream()
        .filter(a -> a.packet().flow() == flow)
        .filter(a -> a.packet().number() >= from && a.packet().number() < to)
        .mapToLong(a -> a.time() - a.packet().number() * interval)
        .average()
        .orElseThrow();
  }

  @Test
  void dropTailIsLimitedInPacketsBytesOrTime() {
    // one is being sent, the others wait
    assertThat(new Path(LINK.withQueue(DropTail.packets(7)), 1).send(50, 1000, 0).arrivals)
        .hasSize(8);
    assertThat(new Path(LINK.withQueue(DropTail.bytes(7999)), 1).send(50, 1000, 0).arrivals)
        .hasSize(8);
    var time = DropTail.time(Duration.ofMillis(7));
    assertThat(new Path(LINK.withQueue(time), 1).send(50, 1000, 0).arrivals).hasSize(8);
    assertThat(new Path(LINK.withRate(16_000_000).withQueue(time), 1).send(50, 1000, 0).arrivals)
        .hasSize(15);
  }

  @Test
  void redDropsNoneWhileTheAverageIsShort() {
    Path path = new Path(LINK.withQueue(new Red(100, 5, 15, 0.1, 0.002, false)), SEED);
    path.send(5, 1000, 0).send(2000, 1000, MS, 100 * MS);
    assertThat(path.link.counters().dropped()).isZero();
  }

  /**
   * Packets between two drops are spread evenly from 1 / p to 2 / p, so p / 1.5 of all are dropped:
   * a fifth is too much, so the average settles where p is 0.3, at 5 + 45 * 0.3 / 0.5 packets.
   */
  @Test
  void redDropsTheShareOfItsFormula() {
    var red = new Red(1000, 5, 50, 0.5, 0.05, false);
    int count = 20_000;
    Path path = new Path(LINK.withQueue(red), SEED).send(count, 1000, MS * 4 / 5);
    double share = (double) path.link.counters().managed() / count;
    assertThat(share).as("what is too much, seed %d", SEED).isBetween(0.195, 0.205);
    double length = wait(path, 0, MS * 4 / 5, 5000, count) / MS;
    assertThat(length).as("seed %d", SEED).isBetween(29.0, 37.0);
  }

  @Test
  void redForgetsItsAverageWhileTheLinkIsIdle() {
    var red = new Red(100, 5, 15, 1, 0.1, false);
    Path path = new Path(LINK.withQueue(red), SEED).send(200, 1000, 0);
    long first = path.link.counters().dropped();
    assertThat(first).isPositive();
    path.timeline.run(path.timeline.now() + 10_000 * MS);
    path.send(4, 1000, 0, path.timeline.now());
    assertThat(path.link.counters().dropped()).isEqualTo(first);
  }

  @Test
  void coDelLetsABurstPass() {
    Path path = new Path(LINK.withQueue(CoDel.standard()), 1).send(100, 1000, 0);
    assertThat(path.arrivals).hasSize(100);
  }

  /**
   * RFC 8289, section 3.3: after an interval above the target, and then by the root of the count.
   */
  @Test
  void coDelDropsByItsControlLaw() {
    List<Long> drops = new ArrayList<>();
    var codel = new CoDel(10_000, Duration.ofMillis(5), Duration.ofMillis(100), false);
    Path path = new Path(LINK.withQueue(codel), 1);
    path.link.watch(
        new LinkWatch() {
          @Override
          public void dropped(Packet packet, Drop why) {
            drops.add(path.timeline.now() / MS);
          }
        });
    path.send(1000, 1000, 0);
    // the wait is 5 ms at 5 ms, and it is dropped at the packet's end, each a millisecond
    assertThat(drops).startsWith(105L, 205L, 276L, 334L, 384L, 429L);
  }

  @Test
  void coDelKeepsTheWaitNearItsTargetForFlowsThatHeed() {
    // a stand-in for a transport: three quarters of the rate after a drop, a bit faster otherwise
    Path path = new Path(LINK.withQueue(CoDel.standard()), 1);
    var source =
        new Runnable() {
          private double interval = MS / 1.5;
          private long seen;
          private int number;

          @Override
          public void run() {
            long drops = path.link.counters().dropped();
            interval = drops > seen ? interval * 4 / 3 : interval * 0.999;
            seen = drops;
            path.link.send(TestPacket.of(number++, 1000));
            if (number < 20_000) {
              path.timeline.at(path.timeline.now() + (long) interval, this);
            }
          }
        };
    path.timeline.at(0, source);
    path.timeline.run();
    assertThat(path.link.counters().managed()).isBetween(20L, 2000L);
    assertThat(path.link.counters().mostQueued()).isLessThan(150);
  }

  @Test
  void wherePossiblePacketsAreMarkedAndNotDropped() {
    for (Discipline queue :
        List.of(
            CoDel.standard(),
            FqCoDel.standard(),
            Pie.standard(),
            new Red(1000, 5, 500, 0.1, 0.002, true))) {
      Path path = new Path(LINK.withQueue(queue), SEED);
      // little too much, for such a sender does not heed
      flow(path, 1, 1200, MS * 19 / 20, Ecn.ECT_0);
      path.timeline.run();
      LinkCounters counters = path.link.counters();
      assertThat(counters.marked()).as("%s, seed %d", queue, SEED).isPositive();
      assertThat(counters.managed()).as("%s, seed %d", queue, SEED).isZero();
      assertThat(path.arrivals.stream().filter(a -> a.packet().ecn() == Ecn.CE).count())
          .isEqualTo(counters.marked());
    }
  }

  @Test
  void fqCoDelSharesTheRateEvenlyAmongFlowsOfDifferentRates() {
    Path path = new Path(LINK.withQueue(FqCoDel.standard()), SEED);
    flow(path, 1, 4000, MS / 2, Ecn.NOT_ECT);
    flow(path, 2, 8000, MS / 4, Ecn.NOT_ECT);
    path.timeline.run(2000 * MS);
    Map<Integer, Integer> counts = arrivalsByFlow(path);
    assertThat(counts.get(1)).as("seed %d", SEED).isBetween(980, 1020);
    assertThat(counts.get(2)).isBetween(980, 1020);
  }

  @Test
  void fqCoDelLetsAThinFlowPassAThickOne() {
    Path path = new Path(LINK.withQueue(FqCoDel.standard()), SEED);
    flow(path, 1, 4000, MS / 2, Ecn.NOT_ECT);
    flow(path, 2, 100, 20 * MS, Ecn.NOT_ECT);
    path.timeline.run(2000 * MS);
    assertThat(arrivalsByFlow(path).get(2)).as("seed %d", SEED).isBetween(99, 100);
    assertThat(wait(path, 2, 20 * MS, 0, 100)).isLessThan(3.0 * MS);
    assertThat(wait(path, 1, MS / 2, 1000, 1500)).isGreaterThan(100.0 * MS);
  }

  @Test
  void fqCoDelDropsFromTheLongestFlowWhenItIsFull() {
    var codel = new CoDel(100, Duration.ofSeconds(10), Duration.ofSeconds(10), false);
    Path path = new Path(LINK.withQueue(new FqCoDel(codel, 1024, 1514)), SEED);
    flow(path, 1, 500, 0, Ecn.NOT_ECT);
    flow(path, 2, 10, 0, Ecn.NOT_ECT);
    path.timeline.run();
    assertThat(arrivalsByFlow(path).get(2)).as("seed %d", SEED).isEqualTo(10);
    assertThat(path.link.counters().mostQueued()).isEqualTo(100);
    assertThat(path.link.counters().inside()).isZero();
  }

  @Test
  void pieKeepsTheWaitNearItsTarget() {
    Path path = new Path(LINK.withQueue(Pie.standard()), SEED);
    int count = 40_000;
    flow(path, 1, count, MS * 4 / 5, Ecn.NOT_ECT);
    path.timeline.run();
    assertThat(path.link.counters().managed() / (double) count)
        .as("what is too much, seed %d", SEED)
        .isBetween(0.19, 0.21);
    assertThat(wait(path, 1, MS * 4 / 5, count / 2, count))
        .as("seed %d", SEED)
        .isBetween(10.0 * MS, 22.0 * MS);
  }

  @Test
  void pieLetsABurstPass() {
    Path path = new Path(LINK.withQueue(Pie.standard()), SEED).send(100, 1000, 0);
    assertThat(path.link.counters().dropped()).isZero();
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> DropTail.packets(0)).hasMessageContaining("0 packets");
    assertThatThrownBy(() -> new Red(25, 15, 5, 0.1, 0.1, false))
        .hasMessageContaining("15.0 and 5.0");
    assertThatThrownBy(() -> new CoDel(1, Duration.ZERO, Duration.ZERO, true))
        .hasMessageContaining("target PT0S");
    assertThatThrownBy(() -> new FqCoDel(CoDel.standard(), 0, 1)).hasMessageContaining("0 flows");
    assertThatThrownBy(
            () -> new Pie(0, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO, true))
        .hasMessageContaining("0 packets");
  }
}
