package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkTest {
  private static final long MS = 1_000_000;
  private static final LinkSpec IDEAL = LinkSpec.ideal();

  @Test
  void anIdealLinkGivesPacketsAtOnceAndInOrder() {
    Path path = new Path(IDEAL, 1).send(100, 1500, 0);
    assertThat(path.times()).hasSize(100).containsOnly(0L);
    assertThat(path.numbers()).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void aPacketNeverComesOutWithinSend() {
    Path path = new Path(IDEAL, 1);
    path.link.send(TestPacket.of(1, 100));
    assertThat(path.arrivals).isEmpty();
    path.timeline.run();
    assertThat(path.arrivals).hasSize(1);
  }

  @Test
  void delayIsAddedToTheTimeOfSending() {
    Path path =
        new Path(IDEAL.withDelay(Duration.ofMillis(15)).withRate(10_000_000), 1).send(3, 1230, 0);
    assertThat(path.times()).containsExactly(15_984_000L, 16_968_000L, 17_952_000L);
  }

  @Test
  void ofAnIdleLinkEachPacketCostsOneEvent() {
    Path path = new Path(IDEAL.withRate(10_000_000).withDelay(Duration.ofMillis(1)), 1);
    path.send(10, 1250, 2 * MS);
    assertThat(path.timeline.asked()).isEqualTo(10 /* the test's own */ + 10);
  }

  @Test
  void jitterKeepsTheOrderAndTheSpacingOfTheRate() {
    long seed = 6;
    var jitter = Delay.uniform(Duration.ZERO, Duration.ofMillis(50));
    Path path = new Path(IDEAL.withRate(12_000_000).withDelay(jitter), seed).send(2000, 1500, MS);
    assertThat(path.numbers()).isSorted().hasSize(2000);
    List<Long> times = path.times();
    for (int i = 1; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 1)).as("seed %d", seed).isGreaterThanOrEqualTo(MS);
    }
  }

  @Test
  void delaysChangeTheOrderWhereThatIsAskedFor() {
    long seed = 7;
    var jitter = Delay.uniform(Duration.ZERO, Duration.ofMillis(50));
    var spec = IDEAL.withDelay(jitter).withReorder(Reorder.BY_DELAY);
    Path path = new Path(spec, seed).send(2000, 1500, MS);
    assertThat(path.numbers()).as("seed %d", seed).hasSize(2000).doesNotHaveDuplicates();
    assertThat(path.numbers()).isNotEqualTo(path.numbers().stream().sorted().toList());
    // evenly distributed, and nothing else: the mean delay shows it
    double mean =
        path.arrivals.stream()
            .mapToLong(a -> a.time() - (a.packet().number() - 1) * MS)
            .average()
            .orElseThrow();
    assertThat(mean).isBetween(24e6, 26e6);
  }

  @Test
  void aPacketThatIsHeldBackIsPassed() {
    long seed = 8;
    var spec =
        IDEAL
            .withDelay(Duration.ofMillis(10))
            .withReorder(Reorder.late(0.1, Delay.constant(Duration.ofMillis(5))));
    Path path = new Path(spec, seed).send(10_000, 100, MS);
    long late =
        path.arrivals.stream()
            .filter(a -> a.time() - (a.packet().number() - 1) * MS == 15 * MS)
            .count();
    assertThat(late).as("seed %d", seed).isBetween(850L, 1150L);
    assertThat(path.link.counters().reordered()).isEqualTo(late);
    assertThat(path.arrivals).hasSize(10_000);
  }

  @Test
  void someComeOutTwiceOneAfterTheOther() {
    long seed = 9;
    Path path = new Path(IDEAL.withDuplicate(0.2), seed).send(10_000, 100, MS);
    LinkCounters counters = path.link.counters();
    assertThat(counters.duplicated()).as("seed %d", seed).isBetween(1800L, 2200L);
    assertThat(counters.out()).isEqualTo(10_000 + counters.duplicated());
    assertThat(path.numbers()).isSorted().hasSize((int) counters.out());
  }

  @Test
  void someComeOutCorrupted() {
    long seed = 10;
    Path path = new Path(IDEAL.withCorrupt(0.05), seed).send(10_000, 100, MS);
    long corrupt = path.arrivals.stream().filter(a -> a.packet().isCorrupt()).count();
    assertThat(corrupt).as("seed %d", seed).isBetween(400L, 600L);
    assertThat(path.link.counters().corrupted()).isEqualTo(corrupt);
  }

  @Test
  void whatIsLongerThanTheMtuIsDroppedAndTold() {
    Path path = new Path(IDEAL.withMtu(1280), 1);
    List<String> told = told(path.link);
    path.link.send(TestPacket.of(1, 1280));
    path.link.send(TestPacket.of(2, 1281));
    path.timeline.run();
    assertThat(path.numbers()).containsExactly(1);
    assertThat(told).containsExactly("entered 1", "entered 2", "TOO_LARGE 2", "left 1");
    assertThat(path.link.counters().tooLarge()).isEqualTo(1);
  }

  @Test
  void whatIsLostOrFindsTheQueueFullIsTold() {
    var spec = IDEAL.withRate(8_000_000).withQueue(DropTail.packets(1)).withLoss(Loss.packets(2));
    Path path = new Path(spec, 1);
    List<String> told = told(path.link);
    path.send(3, 1000, 0);
    assertThat(told)
        .containsExactly("entered 1", "entered 2", "entered 3", "QUEUE_FULL 3", "left 1", "LOST 2");
    LinkCounters counters = path.link.counters();
    assertThat(counters)
        .extracting(
            LinkCounters::in,
            LinkCounters::inBytes,
            LinkCounters::out,
            LinkCounters::outBytes,
            LinkCounters::lost,
            LinkCounters::full,
            LinkCounters::mostQueued,
            LinkCounters::mostQueuedBytes,
            LinkCounters::queued)
        .containsExactly(3L, 3000L, 1L, 1000L, 1L, 1L, 1, 1000L, 0);
  }

  @Test
  void whatIsInsideIsCounted() {
    long seed = 11;
    var spec =
        IDEAL
            .withRate(1_000_000)
            .withQueue(DropTail.bytes(20_000))
            .withLoss(0.1)
            .withDuplicate(0.1)
            .withDelay(Duration.ofMillis(30));
    Path path = new Path(spec, seed);
    for (int i = 0; i < 100; i++) {
      path.link.send(TestPacket.of(i, 1000));
    }
    path.timeline.run(100 * MS);
    LinkCounters midway = path.link.counters();
    assertThat(midway.inside()).as("seed %d", seed).isPositive();
    assertThat(midway.queued()).isPositive();
    assertThat(midway.mostQueuedBytes()).isEqualTo(20_000);
    path.timeline.run();
    assertThat(path.link.counters().inside()).isZero();
  }

  @Test
  void theSameSeedGivesTheSameAgain() {
    var spec =
        IDEAL
            .withRate(5_000_000)
            .withDelay(Delay.normal(Duration.ofMillis(20), Duration.ofMillis(10)))
            .withLoss(new GilbertElliott(0.05, 0.3, 0.01, 0.8))
            .withQueue(Red.standard())
            .withReorder(Reorder.late(0.1, Delay.constant(Duration.ofMillis(3))))
            .withDuplicate(0.05)
            .withCorrupt(0.05);
    var one = new Path(spec, 12).send(3000, 1000, MS).arrivals;
    assertThat(new Path(spec, 12).send(3000, 1000, MS).arrivals).isEqualTo(one);
    assertThat(new Path(spec, 13).send(3000, 1000, MS).arrivals).isNotEqualTo(one);
  }

  @Test
  void theSamePacketsAreLostWhateverTheDelaysAndTheOtherFaults() {
    var spec = IDEAL.withLoss(0.1);
    var lost = new Path(spec, 14).send(1000, 1000, MS).numbers();
    var jittery =
        spec.withDelay(Delay.pareto(Duration.ofMillis(10), 3))
            .withCorrupt(0.5)
            .withRate(10_000_000);
    assertThat(new Path(jittery, 14).send(1000, 1000, MS).numbers()).isEqualTo(lost);
  }

  @Test
  void settingsChangeWhileRunningAndWhatIsQueuedStays() {
    var slow = IDEAL.withRate(80_000).withQueue(DropTail.packets(3));
    Path path = new Path(slow, 1);
    for (int i = 1; i <= 6; i++) {
      path.link.send(TestPacket.of(i, 1000)); // 100 ms each
    }
    path.timeline.run(50 * MS);
    path.link.spec(slow.withRate(800_000).withQueue(DropTail.packets(1)));
    path.link.send(TestPacket.of(7, 1000));
    path.link.send(TestPacket.of(8, 1000));
    path.timeline.run();
    assertThat(path.numbers()).containsExactly(1, 2, 3, 4, 7);
    assertThat(path.times()).containsExactly(100 * MS, 110 * MS, 120 * MS, 130 * MS, 140 * MS);
    assertThat(path.link.counters().full()).isEqualTo(3);
  }

  @Test
  void aLossThatIsNotChangedGoesOnWhereItWas() {
    var spec = IDEAL.withLoss(Loss.packets(3, 5));
    Path path = new Path(spec, 1);
    for (int i = 1; i <= 6; i++) {
      path.link.send(TestPacket.of(i, 100));
      path.link.spec(spec.withLoss(Loss.packets(3, 5)).withDelay(Duration.ofMillis(i)));
    }
    path.timeline.run();
    assertThat(path.numbers()).containsExactly(1, 2, 4, 6);
  }

  @Test
  void aLinkThatStallsGoesOnWithWhatItHad() {
    var stops =
        Rate.steps(new Rate.Step(Duration.ZERO, 8_000_000), new Rate.Step(Duration.ofMillis(2), 0));
    Path path = new Path(IDEAL.withRate(stops), 1);
    for (int i = 1; i <= 5; i++) {
      path.link.send(TestPacket.of(i, 1500)); // 1.5 ms each: the second one is stuck half-way
    }
    path.timeline.run(1000 * MS);
    assertThat(path.numbers()).containsExactly(1);
    path.link.spec(IDEAL.withRate(12_000_000));
    path.timeline.run();
    assertThat(path.numbers()).containsExactly(1, 2, 3, 4, 5);
    assertThat(path.times())
        .containsExactly(1_500_000L, 1001 * MS, 1002 * MS, 1003 * MS, 1004 * MS);
  }

  @Test
  void ownModelsAreLambdas() {
    // a fade: everything is lost between 10 and 20 ms, and the delay grows with time
    var spec =
        IDEAL
            .withLoss(random -> (packet, now) -> now >= 10 * MS && now < 20 * MS)
            .withDelay((now, random) -> now / 10);
    Path path = new Path(spec, 1).send(30, 100, MS);
    assertThat(path.numbers()).hasSize(20).doesNotContain(11, 20).contains(10, 21);
    assertThat(path.times().getLast()).isEqualTo(29 * MS + 29 * MS / 10);
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> IDEAL.withLoss(1.5))
        .hasMessage("loss is a probability, 0 to 1, not 1.5");
    assertThatThrownBy(() -> IDEAL.withCorrupt(Double.NaN)).hasMessageContaining("corrupt");
    assertThatThrownBy(() -> IDEAL.withDuplicate(-1)).hasMessageContaining("duplicate");
    assertThatThrownBy(() -> IDEAL.withMtu(0)).hasMessageContaining("MTU of 0");
    assertThatThrownBy(() -> IDEAL.withRate(0)).hasMessageContaining("0 bit/s");
    assertThatThrownBy(() -> IDEAL.withDelay(Duration.ofMillis(-1)))
        .hasMessageContaining("PT-0.001S");
  }

  @Test
  void aLinkDrawsFourNumbersOfItsGenerator() {
    // only four numbers are drawn, at the beginning
    var random = new SplittableRandom(15);
    var same = new SplittableRandom(15);
    new Link(IDEAL, random, new VirtualTimeline(), p -> {});
    IntStream.range(0, 4).forEach(i -> same.nextLong());
    assertThat(random.nextLong()).isEqualTo(same.nextLong());
  }

  private static List<String> told(Link link) {
    List<String> told = new ArrayList<>();
    link.watch(
        new LinkWatch() {
          @Override
          public void entered(Packet packet) {
            told.add("entered " + ((TestPacket) packet).number());
          }

          @Override
          public void left(Packet packet) {
            told.add("left " + ((TestPacket) packet).number());
          }

          @Override
          public void dropped(Packet packet, Drop why) {
            told.add(why + " " + ((TestPacket) packet).number());
          }
        });
    return told;
  }
}
