package org.kamaelia.testbed.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.FailedSchedule;
import org.kamaelia.axon.Schedules;
import org.kamaelia.testbed.plan.planted.HalfClose;
import org.kamaelia.testbed.plan.planted.Jobs;
import org.kamaelia.testbed.plan.planted.Reassembly;
import org.kamaelia.testbed.plan.planted.RetryStorm;
import org.kamaelia.testbed.plan.planted.SlowListener;

/** Faults that were planted are found, and shown by a small test; without them all is well. */
@Timeout(180)
class PlantedBugsTest {
  private static FailedScenario failure(Sweep sweep) {
    FailedScenario failure =
        catchThrowableOfType(FailedScenario.class, sweep.shrinkWithin(Duration.ofMinutes(2))::run);
    assertThat(failure).as("a planted fault is found").isNotNull();
    return failure;
  }

  private static Sweep reassembly(Trial trial) {
    return Sweep.of(trial).hosts("server", "client", "other").payload(1, 100).seeds(1, 30);
  }

  @Test
  void aLengthThatIsInTwoSegmentsIsFound() {
    FailedScenario found = failure(reassembly(new Reassembly()));
    assertThat(found.scenario().plan().faults()).isEmpty();
    assertThat(found.scenario().hosts()).containsExactly("server", "client");
    assertThat(found.getMessage()).contains("what comes back is not what was said");
    reassembly(new Reassembly.Right()).run();
  }

  private static Sweep halfClose(Trial trial) {
    return Sweep.of(trial).hosts("server", "client").payload(1, 100_000).seeds(1, 30);
  }

  @Test
  void anEndThatIsTakenForAnAbsenceIsFound() {
    FailedScenario found = failure(halfClose(new HalfClose()));
    assertThat(found.scenario())
        .isEqualTo(
            Scenario.of(found.scenario().seed())
                .hosts("server", "client")
                .lasting(Duration.ofSeconds(1)));
    assertThat(found.getMessage()).contains("0 bytes of 1, and then the end");
    halfClose(new HalfClose.Right()).run();
  }

  private static Sweep slowListener(Trial trial) {
    return Sweep.of(trial).hosts("server", "one", "two", "three").payload(1, 2000).seeds(1, 15);
  }

  @Test
  void aQueueWithoutALimitIsFound() {
    FailedScenario found = failure(slowListener(new SlowListener()));
    assertThat(found.scenario().plan().faults()).hasSize(1);
    assertThat(found.scenario().hosts()).hasSize(2);
    slowListener(new SlowListener.Right()).run();
  }

  private static Sweep retryStorm(Trial trial) {
    return Sweep.of(trial)
        .hosts("server", "a", "b", "c", "d", "e", "f", "g", "h")
        .without(Harm.Crash.class)
        .seeds(1, 10);
  }

  @Test
  void aStormOfRetriesIsFound() {
    FailedScenario found = failure(retryStorm(new RetryStorm()));
    assertThat(found.scenario().plan().faults()).hasSize(1);
    retryStorm(new RetryStorm.Right()).run();
  }

  @Test
  void aWakeUpThatIsLostIsFound() {
    FailedSchedule found =
        catchThrowableOfType(
            FailedSchedule.class,
            () ->
                Schedules.exhaustive(1000)
                    .run(axon -> assertThat(new Jobs(false).done(axon)).isEqualTo(1)));
    assertThat(found.schedule()).as("one turn out of order").matches("0@\\d+:\\d+");
    Schedules.Outcome all =
        Schedules.exhaustive(10_000)
            .run(axon -> assertThat(new Jobs(true).done(axon)).isEqualTo(1));
    assertThat(all.complete()).isTrue();
  }
}
