package org.kamaelia.axon;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The runs of one test, each under a schedule of its own. */
final class Runs {
  /** Runs that are spent on a simpler schedule that fails as well, in each of two ways. */
  private static final int REDUCTIONS = 1000;

  /** Components that are shown when a run has failed. */
  private static final int SHOWN = 20;

  private final Schedules.Trial trial;
  private final int loops;
  private int count;
  private boolean complete;

  Runs(Schedules.Trial trial, int loops) {
    this.trial = trial;
    this.loops = loops;
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /** Whether {@link #simplestThatFails} has tried everything. */
  boolean isComplete() {
    return complete;
  }

  Course run(Plan plan, Course.Pick pick) {
    count++;
    Course course = new Course(plan, pick);
    try (SteppedAxon axon = new SteppedAxon(plan.seed(), loops, course)) {
      try {
        trial.run(axon);
      } catch (Throwable e) {
        course.fail(e);
      }
      course.over(course.failure() == null ? "" : left(axon));
    }
    return course;
  }

  /** A plan, and what was before its last turn out of order when it was found. */
  private record Branch(Plan plan, long mark) {}

  /**
   * Tries all schedules, those with fewer turns out of order first.
   *
   * @param limit how many at most
   * @return the first that fails, or null
   */
  @Nullable Course simplestThatFails(long seed, int limit) {
    Queue<Branch> open = new ArrayDeque<>();
    open.add(new Branch(new Plan(seed, List.of()), 0));
    int found = 1;
    complete = true;
    while (!open.isEmpty()) {
      Branch branch = open.remove();
      Plan plan = branch.plan;
      Course course = run(plan, Course.FIRST);
      if (course.misfit() != null || course.mark(plan.end()) != branch.mark) {
        throw unsteady(course, course.failure());
      }
      if (course.failure() != null) {
        return course;
      }
      for (int turn = plan.end() + 1; turn <= course.turns(); turn++) {
        for (int over = 1; over < course.options(turn); over++) {
          if (found < limit) {
            found++;
            open.add(new Branch(plan.with(new Plan.Skip(turn, over)), course.mark(turn)));
          } else {
            complete = false;
          }
        }
      }
    }
    return null;
  }

  /** A run that fails in the same place and has fewer turns out of order, or is the same again. */
  Course reduced(Course failed) {
    Course best = run(failed.taken(), Course.FIRST);
    if (best.misfit() != null || !best.failsLike(failed)) {
      throw unsteady(best, failed.failure());
    }
    int end = count + REDUCTIONS;
    for (int size = best.taken().skips().size(); size > 0; size /= 2) {
      int from = 0;
      while (from < best.taken().skips().size() && count < end) {
        Course fewer = run(best.taken().without(from, from + size), Course.FIRST);
        if (fewer.failsLike(failed) && isSimpler(fewer, best)) {
          best = fewer;
        } else {
          from += size;
        }
      }
    }
    Course simplest = simplestThatFails(failed.taken().seed(), REDUCTIONS);
    return simplest != null && simplest.failsLike(failed) && isSimpler(simplest, best)
        ? simplest
        : best;
  }

  FailedSchedule failed(Course course) {
    Throwable cause = Objects.requireNonNull(course.failure());
    String schedule = course.taken().toString();
    return new FailedSchedule(
        schedule,
        "%s%nafter %d schedules; Schedules.replay(\"%s\") runs this one:%s%s"
            .formatted(cause, count, schedule, course.show(), course.left()),
        cause);
  }

  private static boolean isSimpler(Course a, Course b) {
    return a.taken().skips().size() < b.taken().skips().size();
  }

  private static IllegalStateException unsteady(Course course, @Nullable Throwable failure) {
    return new IllegalStateException(
        "the test does not do the same each time; now %s:%s"
            .formatted(course.taken(), course.show()),
        failure);
  }

  private static String left(SteppedAxon axon) {
    return axon.topology().components().stream()
        .limit(SHOWN)
        .map(
            component ->
                "%n  %s has not ended".formatted(component.name())
                    + (component.waitsFor() instanceof Wait.Nothing
                        ? ""
                        : ": waits for " + component.waitsFor()))
        .collect(Collectors.joining());
  }
}
