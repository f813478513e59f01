package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sites of what seldom happens are silent, but for a simulation that asks for them. */
@Timeout(60)
class SometimesTest {
  private final List<Boolean> answers = new ArrayList<>();

  private final class Asks extends Component<Object, Object> {
    @Override
    protected void run() {
      answers.add(sometimes("rain"));
      answers.add(sometimes("snow"));
      throw new IllegalStateException("the end");
    }
  }

  @Test
  void aRealSystemNeverDoes() {
    try (Axon axon = Axon.start()) {
      axon.activate(new Asks()).ended().toCompletableFuture().handle((ok, e) -> ok).join();
    }
    assertThat(answers).containsExactly(false, false);
  }

  @Test
  void aSteppedOneDoesNotEither() {
    SteppedAxon axon = new SteppedAxon(1);
    axon.activate(new Asks());
    axon.runToEnd();
    assertThat(answers).containsExactly(false, false);
  }

  @Test
  void whoeverKeepsTheTimeDecidesAndHearsOfFailures() {
    List<String> failures = new ArrayList<>();
    Timekeeper keeper =
        new Timekeeper() {
          @Override
          public long now() {
            return 0;
          }

          @Override
          public void advance(Duration duration) {}

          @Override
          public boolean sometimes(String site) {
            return site.equals("rain");
          }

          @Override
          public boolean failed(Component<?, ?> component, Throwable cause) {
            return failures.add(component + ": " + cause.getMessage());
          }
        };
    SteppedAxon axon = new SteppedAxon(1, keeper, Poller.parking());
    axon.activate(new Asks());
    axon.runUntilIdle();
    assertThat(answers).containsExactly(true, false);
    assertThat(failures).containsExactly("Asks: the end");
  }
}
