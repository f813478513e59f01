package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example of docs/schedules.md. */
class VisitorsTest {
  private int visitors;

  class Door extends Component<Object, Object> {
    private final Duration opens;

    Door(Duration opens) {
      this.opens = opens;
    }

    @Override
    protected void run() {
      if (opens.isPositive()) {
        clock().sleep(opens);
      }
      int before = visitors;
      clock().sleep(Duration.ofSeconds(1)); // meanwhile others have their turns
      visitors = before + 1;
    }
  }

  private void count(SteppedAxon axon) {
    visitors = 0;
    Group group = axon.group("doors");
    group.activate(new Door(Duration.ZERO));
    group.activate(new Door(Duration.ofSeconds(1)));
    axon.runToEnd();
    assertThat(visitors).isEqualTo(2);
  }

  @Test
  void firstComeFirstServedCountsRight() {
    Schedules.replay("0@").run(this::count);
  }

  @Test
  void theDoorThatLooksBeforeTheOtherHasWrittenIsFound() {
    assertThatThrownBy(() -> Schedules.exhaustive(1000).run(this::count))
        .isInstanceOf(FailedSchedule.class)
        .hasMessageEndingWith(
            """
            after 2 schedules; Schedules.replay("0@1:1") runs this one:
                  1 doors/Door#2, before doors/Door
                  2 doors/Door
                    at PT1S
                  3 doors/Door#2
                  4 doors/Door
                    at PT2S
                  5 doors/Door#2\
            """);
  }
}
