package org.kamaelia.link.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RealTimelineTest {
  @Test
  void whatIsOverdueIsDoneInItsOrderAndAtItsOwnTime() throws Exception {
    try (var timeline = RealTimeline.start("test")) {
      List<Long> times = new ArrayList<>();
      var done = new CountDownLatch(1);
      // on the thread: nothing is done before all is asked for
      timeline.call(
          () -> {
            long base = timeline.clock();
            timeline.at(base + 2_000_000, done::countDown);
            for (long ahead : new long[] {1_500_000, -5_000_000, 700_000, 700_000}) {
              timeline.at(base + ahead, () -> times.add(timeline.now() - base));
            }
            return true;
          });
      done.await();
      // what was for the past is done at the time of the asking, when nothing later can be done yet
      assertThat(times.subList(1, 4)).containsExactly(700_000L, 700_000L, 1_500_000L);
      assertThat(times.getFirst()).isLessThanOrEqualTo(0);
      assertThat(timeline.mostLate()).isNotNegative();
    }
  }

  @Test
  void oneFailureDoesNotStopTheOthers() {
    try (var timeline = RealTimeline.start("test")) {
      timeline.at(
          0,
          () -> {
            throw new IllegalStateException("on purpose");
          });
      var done = new CompletableFuture<Long>();
      timeline.at(1, () -> done.complete(timeline.now()));
      assertThat(done.join()).isPositive();
    }
  }

  @Test
  void callsGiveWhatTheyGiveAlsoAfterTheEnd() {
    var timeline = RealTimeline.start("test");
    assertThat(timeline.call(() -> Thread.currentThread().getName())).isEqualTo("test");
    assertThatThrownBy(
            () ->
                timeline.call(
                    () -> {
                      throw new IllegalArgumentException("wrong");
                    }))
        .hasRootCauseMessage("wrong");
    timeline.close();
    assertThat(timeline.call(() -> 7)).isEqualTo(7);
    timeline.close();
  }
}
