package org.kamaelia.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {

  @Test
  void itAgreesWithASortedListWhateverIsSetMovedAndCancelled() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var timers = new Timers();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tasks.add(task());
    }
    List<Task> set = new ArrayList<>();
    for (int step = 0; step < 5000; step++) {
      Task task = tasks.get(random.nextInt(tasks.size()));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          timers.set(task, random.nextInt(1000));
          if (!set.contains(task)) {
            set.add(task);
          }
        }
        case 2 -> {
          timers.cancel(task);
          set.remove(task);
        }
        default -> {
          Task due = timers.due(random.nextInt(1000));
          if (due != null) {
            assertThat(Objects.requireNonNull(due.timer).deadline())
                .as("seed %s", seed)
                .isEqualTo(earliest(set));
            set.remove(due);
          }
        }
      }
      assertThat(timers.next()).as("seed %s step %s", seed, step).isEqualTo(earliest(set));
      assertThat(timers.isEmpty()).isEqualTo(set.isEmpty());
    }
  }

  private static long earliest(List<Task> set) {
    return set.stream()
        .mapToLong(task -> Objects.requireNonNull(task.timer).deadline())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static Task task() {
    return new Task(new SteppedAxon(0).loops.getFirst()) {
      @Override
      void turn() {}
    };
  }
}
