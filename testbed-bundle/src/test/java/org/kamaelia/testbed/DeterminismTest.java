package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.testbed.Determinism.Finding;

class DeterminismTest {

  static final class Sound extends Component<Object, Object> {
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    @Override
    protected void run() {
      clock().sleep(Duration.ofSeconds(random().nextInt(3)));
      counts.merge("a", 1, Integer::sum);
      counts.forEach((name, count) -> outbox.send(name + count + new Random(1).nextInt()));
    }
  }

  static final class Timed extends Component<Object, Object> {
    @Override
    protected void run() {
      outbox.send(Instant.now());
    }
  }

  static final class Referring extends Component<Object, Object> {
    @Override
    protected void run() {
      LongSupplier time = System::nanoTime;
      outbox.send(time.getAsLong());
    }
  }

  static final class InLambda extends Component<Object, Object> {
    @Override
    protected void run() {
      List.of(1).forEach(it -> outbox.send(Math.random()));
    }
  }

  static final class ByHelpers extends Component<Object, Object> {
    @Override
    protected void run() {
      outbox.send(Helper.shuffled());
    }
  }

  static final class ByInterface extends Component<Object, Object> {
    @Override
    protected void run() {
      Runnable work = new Worker();
      work.run();
    }
  }

  static final class Worker implements Runnable {
    @Override
    public void run() {
      CompletableFuture<Void> started = CompletableFuture.runAsync(() -> {});
      started.join();
    }
  }

  static final class Iterating extends Component<Object, Object> {
    private final HashMap<Object, Object> map = new HashMap<>();

    @Override
    protected void run() {
      map.keySet().forEach(outbox::send);
    }
  }

  static class Base extends Component<Object, Object> {
    @Override
    protected void run() throws InterruptedException {
      Thread.sleep(1);
    }
  }

  static final class Derived extends Base {}

  static final class Helper {
    static final long BEGUN = System.currentTimeMillis();

    static List<Integer> shuffled() {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      Collections.shuffle(list);
      return list;
    }

    static void notReached() {
      System.out.println(System.nanoTime());
    }
  }

  private static List<String> calls(Class<?> root) {
    return Determinism.of(root).stream().map(Finding::call).toList();
  }

  @Test
  void whatTakesTimeAndChanceFromItsContextIsSound() {
    assertThat(Determinism.of(Sound.class)).isEmpty();
  }

  @Test
  void theMachinesClockIsFoundWithTheLineAndWhatToUse() {
    assertThat(Determinism.of(Timed.class))
        .singleElement()
        .asString()
        .matches(
            ".*DeterminismTest\\$Timed\\.run\\(line \\d+\\) calls java\\.time\\.Instant\\.now;"
                + " instead: clock\\(\\)");
  }

  @Test
  void referencesToMethodsAreCalls() {
    assertThat(calls(Referring.class)).containsExactly("java.lang.System.nanoTime");
  }

  @Test
  void lambdasAreLookedInto() {
    assertThat(calls(InLambda.class)).containsExactly("java.lang.Math.random");
  }

  @Test
  void whatIsCalledElsewhereIsFoundAndWhatIsNotCalledIsNot() {
    assertThat(calls(ByHelpers.class))
        .containsExactlyInAnyOrder(
            "java.util.Collections.shuffle", "java.lang.System.currentTimeMillis");
  }

  @Test
  void callsThroughInterfacesLeadToWhatWasMade() {
    assertThat(calls(ByInterface.class))
        .containsExactly("java.util.concurrent.CompletableFuture.runAsync");
  }

  @Test
  void theOrderOfHashTablesIsFound() {
    assertThat(calls(Iterating.class)).containsExactly("java.util.HashMap.keySet");
  }

  @Test
  void inheritedCodeIsLookedInto() {
    assertThat(calls(Derived.class)).containsExactly("java.lang.Thread.sleep");
  }

  @Test
  void aLambdaHasNoClassFile() {
    Runnable lambda = () -> {};
    assertThatThrownBy(() -> Determinism.of(lambda.getClass()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DeterminismTest");
  }
}
