package org.kamaelia.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What each case of RFC 8867 expects, with NADA. All runs are decided by their seed. */
class Rfc8867Test {
  private static final long SEED = 1;

  @Test
  void aFlowComesNearToACapacityThatChangesWithAShortQueue() throws Exception { // 5.1
    Sample sample = Sample.of(new SingleFlow(), SEED);
    assertThat(sample.get("rate-at-1.0")).isBetween(0.85, 0.98);
    assertThat(sample.get("rate-at-2.5")).as("all it wants").isBetween(1.4, 1.6);
    assertThat(sample.get("rate-at-0.6")).isBetween(0.48, 0.58);
    assertThat(sample.get("rate-at-1.0-again")).isBetween(0.85, 0.98);
    assertThat(sample.get("queue-mean")).isLessThan(25);
    assertThat(sample.get("delay-p95")).isLessThan(150);
    assertThat(sample.get("loss")).as("when the capacity falls").isLessThan(1.5);
    assertThat(sample.get("convergence-60")).isLessThan(15);
    assertThat(sample.points()).isEqualTo(100 * 4);
  }

  @Test
  void theSameSeedMeasuresTheSame() throws Exception {
    Sample one = Sample.of(new SingleFlow(), 7);
    assertThat(Sample.of(new SingleFlow(), 7).all()).isEqualTo(one.all());
    assertThat(Sample.of(new SingleFlow(), 8).all()).isNotEqualTo(one.all());
  }

  @Test
  void whoDoesNotAdaptFillsTheQueueAndLoses() throws Exception {
    Sample sample = Sample.of(new SingleFlow(), SEED, "control=fixed");
    assertThat(sample.get("queue-p95")).isGreaterThan(270);
    assertThat(sample.get("loss")).isGreaterThan(15);
  }

  @Test
  void itIsTheSameWhetherTheLinkChangesOrTrafficBesideIt() throws Exception {
    Sample sample = Sample.of(new SingleFlow(), SEED, "variation=traffic");
    assertThat(sample.get("rate-at-1.0")).isBetween(0.7, 1.05);
    assertThat(sample.get("rate-at-2.5")).isBetween(1.35, 1.6);
    assertThat(sample.get("rate-at-0.6")).isBetween(0.35, 0.65);
  }

  @Test
  void twoFlowsShareACapacityThatChanges() throws Exception { // 5.2
    Sample sample = Sample.of(new MultipleFlows(), SEED);
    assertThat(sample.get("fairness")).isGreaterThan(0.98);
    assertThat(sample.get("ratio-at-1.0")).isLessThan(1.6);
    assertThat(sample.get("ratio-at-0.5")).isLessThan(1.6);
  }

  @Test
  void reportsThatMeetCongestionDoLittleHarm() throws Exception { // 5.3
    Sample congested = Sample.of(new CongestedFeedback(), SEED);
    Sample wide = Sample.of(new CongestedFeedback(), SEED, "reverse=wide");
    assertThat(congested.get("rate-s1")).isGreaterThan(0.85 * wide.get("rate-s1"));
    assertThat(congested.get("rate-s2")).isLessThan(0.9 * wide.get("rate-s2"));
  }

  @Test
  void flowsOfOneKindShareFairly() throws Exception { // 5.4
    Sample sample = Sample.of(new SameControl(), SEED);
    assertThat(sample.get("fairness")).isGreaterThan(0.97);
    assertThat(sample.get("ratio")).isLessThan(1.5);
    assertThat(sample.get("queue-mean")).isLessThan(30);
    assertThat(sample.get("loss-s1")).isZero();
  }

  @Test
  void flowsOfDifferentRoundTripsShareWithinTheBound() throws Exception { // 5.5
    Sample sample = Sample.of(new RoundTrips(), SEED);
    assertThat(sample.get("ratio")).as("RFC 8868: 3 at most").isLessThan(1.6);
    assertThat(sample.get("utilisation")).isGreaterThan(90);
  }

  @Test
  void aFlowBesideALongOneOfTcpDoesNotStarve() throws Exception { // 5.6
    Sample sample = Sample.of(new LongTcp(), SEED);
    assertThat(sample.get("rate")).as("its least is 0.15").isBetween(0.17, 1.2);
    assertThat(sample.get("rate-tcp")).isBetween(0.7, 1.79);
    assertThat(sample.get("utilisation")).isGreaterThan(95);
  }

  @Test
  void flowsBesideShortOnesOfTcpKeepTheirLeast() throws Exception { // 5.7
    Sample sample = Sample.of(new ShortTcp(), SEED);
    assertThat(sample.get("rate-s1")).isGreaterThan(0.3);
    assertThat(sample.get("rate-s2")).isGreaterThan(0.3);
    assertThat(sample.get("rate-tcp")).as("40 KB each 10 s, ten times").isBetween(0.15, 0.36);
  }

  @Test
  void whoPausesLeavesRoomAndGetsItBack() throws Exception { // 5.8
    Sample sample = Sample.of(new PauseResume(), SEED);
    assertThat(sample.get("rate-s1-alone")).isGreaterThan(1.4);
    assertThat(sample.get("rate-s3-alone")).isGreaterThan(1.4);
    assertThat(sample.get("ratio-after")).isLessThan(1.6);
  }

  @Test
  void whoHasPriorityGetsMoreAsFarAsItsEncoderCan() throws Exception { // 6.1
    Sample sample = Sample.of(new FlowPriorities(), SEED);
    // 1.5 Mbit/s is all it can do, and the others have a Mbit/s each
    assertThat(sample.get("ratio")).isBetween(1.1, 1.6);
    assertThat(sample.get("rate-s1")).isGreaterThan(1.3);
  }

  @Test
  void withMarksNothingIsLost() throws Exception { // 6.2
    Sample marked = Sample.of(new Marking(), SEED);
    Sample unmarked = Sample.of(new Marking(), SEED, "ecn=no");
    assertThat(marked.get("loss")).isLessThan(0.2);
    assertThat(marked.get("loss")).isLessThan(unmarked.get("loss"));
    assertThat(marked.get("rate-at-1.0")).isGreaterThan(0.75);
  }

  @Test
  void bothBottlenecksAreUsedAndNobodyStarves() throws Exception { // 6.3
    Sample sample = Sample.of(new TwoBottlenecks(), SEED);
    assertThat(sample.get("utilisation-1")).isGreaterThan(90);
    assertThat(sample.get("utilisation-2")).isGreaterThan(90);
    assertThat(sample.get("ratio-1")).isLessThan(3.3);
    assertThat(sample.get("ratio-2")).isLessThan(3);
  }
}
