package org.kamaelia.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class EndingTest {

  private final BlockingQueue<Integer> halts = new LinkedBlockingQueue<>();

  @Test
  void endThatTakesTooLongIsHalted() throws InterruptedException {
    Ending ending = new Ending(Duration.ofMillis(10), halts::add);
    assertThat(ending.ask("the test")).isTrue();
    assertThat(halts.poll(30, SECONDS)).isEqualTo(1);
  }

  @Test
  void secondInterruptHaltsAtOnce() {
    Ending ending = new Ending(Duration.ofHours(1), halts::add);
    ending.signalled("INT");
    assertThat(halts).isEmpty();
    ending.signalled("INT");
    assertThat(halts).containsExactly(130);
  }

  @Test
  void interruptAfterTheConsoleWasLeftHaltsAtOnce() {
    Ending ending = new Ending(Duration.ofHours(1), halts::add);
    ending.ask("the console was left");
    ending.signalled("INT");
    assertThat(halts).containsExactly(130);
  }

  @Test
  void repeatedTerminationWaitsForTheDrain() {
    Ending ending = new Ending(Duration.ofHours(1), halts::add);
    ending.signalled("TERM");
    ending.signalled("TERM");
    assertThat(halts).isEmpty();
  }

  @Test
  void whoAsksEndsTheWaitAndWhatWasToBeDoneThen() {
    Ending ending = new Ending(Duration.ofHours(1), halts::add);
    BlockingQueue<String> done = new LinkedBlockingQueue<>();
    ending.whenAsked(() -> done.add("before"));
    ending.ask("the test");
    ending.await();
    ending.whenAsked(() -> done.add("after"));
    assertThat(done).containsExactly("before", "after");
  }
}
