package org.kamaelia.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RowsTest {
  private final Rows<String> rows = new Rows<>();

  @Test
  void whatComesAndGoesInBetweenLeavesNoTrace() {
    rows.put(1, "a");
    rows.remove(1);
    assertThat(rows.take().isEmpty()).isTrue();
  }

  @Test
  void ofManyChangesOfARowTheLastIsTold() {
    for (int i = 0; i < 1000; i++) {
      rows.put(1, "v" + i);
    }
    assertThat(rows.take().set()).isEqualTo(Map.of(1L, "v999"));
    assertThat(rows.take().isEmpty()).isTrue();
  }

  @Test
  void aRowThatIsPutAsItIsIsNoChange() {
    rows.put(1, "a");
    rows.take();
    rows.put(1, "a");
    assertThat(rows.take().isEmpty()).isTrue();
  }

  @Test
  void changesBeyondTheMostWaitTheirTurnAndNewRowsDoNot() {
    for (long id = 1; id <= 4; id++) {
      rows.put(id, "a");
    }
    assertThat(rows.take(1, id -> false).set()).hasSize(4);
    for (long id = 1; id <= 4; id++) {
      rows.put(id, "b");
    }
    rows.put(5, "b");
    assertThat(rows.take(1, id -> id == 3).set().keySet()).containsExactly(1L, 3L, 5L);
    rows.put(1, "c");
    assertThat(rows.take(2, id -> false).set().keySet()).containsExactly(2L, 4L);
    assertThat(rows.take(2, id -> false).set()).isEqualTo(Map.of(1L, "c"));
  }

  @RepeatedTest(20)
  void aCopyThatTakesAllDeltasIsTheTable() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    Map<Long, String> copy = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      long id = random.nextLong(10);
      if (random.nextInt(3) == 0) {
        rows.remove(id);
      } else {
        rows.put(id, "v" + random.nextInt(4));
      }
      if (random.nextInt(4) == 0) {
        apply(rows.take(random.nextInt(3), any -> random.nextInt(5) == 0), copy);
      }
    }
    apply(rows.take(), copy);
    assertThat(copy).as("seed %d", seed).isEqualTo(rows.all());
  }

  static <R> void apply(Rows.Delta<R> delta, Map<Long, R> copy) {
    delta.gone().forEach(id -> assertThat(copy.remove(id)).isNotNull());
    copy.putAll(delta.set());
  }
}
