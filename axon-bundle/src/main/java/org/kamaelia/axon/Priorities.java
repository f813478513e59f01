package org.kamaelia.axon;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Whoever has the highest priority is next. Priorities are drawn, and a few times in a run the
 * highest becomes the lowest. This finds what needs somebody to wait long while others go on, which
 * drawing each turn by itself hardly ever does.
 */
final class Priorities implements Course.Pick {
  /** How often the highest becomes the lowest: most mistakes need no more. */
  private static final int MOST_CHANGES = 3;

  /** Turns in a row after which the highest becomes the lowest: it may wait for another. */
  private static final int PATIENCE = 100;

  private final RandomGenerator random;
  private final Map<Object, Long> priorities = new HashMap<>();
  private final int[] changes;
  private int picks;
  private int inARow;
  private Object last = this;
  private long lowest;

  /**
   * @param length about how many picks there will be
   */
  Priorities(RandomGenerator random, int length) {
    this.random = random;
    changes = random.ints(random.nextInt(MOST_CHANGES + 1), 1, length + 1).toArray();
  }

  @Override
  public int of(List<Course.Candidate> ready) {
    picks++;
    int highest = highest(ready);
    inARow = ready.get(highest).identity() == last ? inARow + 1 : 0;
    if (inARow > PATIENCE || isChange()) {
      priorities.put(ready.get(highest).identity(), --lowest);
      highest = highest(ready);
    }
    last = ready.get(highest).identity();
    return highest;
  }

  private boolean isChange() {
    for (int change : changes) {
      if (change == picks) {
        return true;
      }
    }
    return false;
  }

  private int highest(List<Course.Candidate> ready) {
    int highest = 0;
    for (int i = 1; i < ready.size(); i++) {
      if (priority(ready.get(i)) > priority(ready.get(highest))) {
        highest = i;
      }
    }
    return highest;
  }

  private long priority(Course.Candidate candidate) {
    return priorities.computeIfAbsent(
        candidate.identity(), newcomer -> random.nextLong(Long.MAX_VALUE));
  }
}
