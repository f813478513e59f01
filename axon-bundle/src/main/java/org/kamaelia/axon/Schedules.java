package org.kamaelia.axon;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs one test under many schedules: each time in a new {@link SteppedAxon}, in which the turns
 * come in another order. What can be next is a choice: those who are ready, also those whose time
 * comes at the same instant, and work handed to a loop.
 *
 * {@snippet :
 * Schedules.exhaustive(10_000).run(axon -> {
 *   var group = axon.group("test");
 *   ...
 *   axon.runToEnd();
 *   assertThat(seen).containsExactly(1, 2);
 * });
 * }
 *
 * <p>A schedule fails if the test throws, if a component throws an {@link AssertionError}, if
 * something goes wrong in the runtime, or if it does not come to rest within a hundred thousand
 * turns. Then {@link FailedSchedule} is thrown: it shows who had which turn, and a short text for
 * {@link #replay}. A test must do the same each time that it is given the same turns: no time of
 * its own, no random numbers but those of components, nothing kept from one run to the next.
 *
 * <p>Components of a loop may share data, so any two turns may matter to each other: no order is
 * left out as equal to another.
 *
 * <p>Threading: the test runs on the thread that calls {@link #run}.
 */
public final class Schedules {
  private final Search search;
  private final int loops;

  private Schedules(Search search, int loops) {
    this.search = search;
    this.loops = loops;
  }

  /** A test, given a new system each time. */
  @FunctionalInterface
  public interface Trial {
    /**
     * Builds something, lets it run and looks at what came of it.
     *
     * @param axon what it runs in; closed afterwards
     * @throws Exception what makes the schedule fail
     */
    void run(SteppedAxon axon) throws Exception;
  }

  /**
   * What was tried, if nothing failed.
   *
   * @param schedules how many
   * @param complete whether there are no others
   */
  public record Outcome(int schedules, boolean complete) {}

  /** How schedules are found. */
  private interface Search {
    Outcome over(Runs runs);
  }

  /**
   * Schedules drawn at random: every second one turn by turn, the others by giving each component a
   * priority and changing that a few times.
   *
   * @param seed decides them all
   * @param count how many
   */
  public static Schedules random(long seed, int count) {
    return new Schedules(runs -> random(runs, new SplittableRandom(seed), count), 1);
  }

  /**
   * All schedules, those closest to first come, first served before others: first that itself, then
   * all with one turn out of order, then all with two. So what fails first is as simple as can be.
   *
   * @param limit how many at most
   */
  public static Schedules exhaustive(int limit) {
    return new Schedules(runs -> exhaustive(runs, limit), 1);
  }

  /**
   * One schedule, as {@link FailedSchedule#schedule} gave it.
   *
   * @throws IllegalArgumentException if it is not written like one
   */
  public static Schedules replay(String schedule) {
    Plan plan = Plan.parse(schedule);
    return new Schedules(runs -> replay(runs, plan), 1);
  }

  /**
   * The same in systems with so many loops. Which of them is next is then a choice as well; a turn
   * is still given as a whole. With more than one, the test is on none of them: what it asks of a
   * loop happens after what came there before, and what it only tells it may happen later.
   *
   * <p>A component that waits for another loop, such as by cutting a link from there, needs the
   * fast carrier: see {@link Axon#carrierName}.
   *
   * @param count at least 1
   */
  public Schedules loops(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("a system has at least 1 loop, not " + count);
    }
    return new Schedules(search, count);
  }

  /**
   * Runs the test under each schedule, until one fails.
   *
   * @throws FailedSchedule if one fails
   * @throws IllegalStateException if the test does not do the same each time
   * @throws IllegalArgumentException if what is replayed is no schedule of this test
   */
  public Outcome run(Trial trial) {
    return search.over(new Runs(trial, loops));
  }

  private static Outcome random(Runs runs, RandomGenerator random, int count) {
    int length = 1;
    for (int i = 0; i < count; i++) {
      Course.Pick pick =
          i % 2 == 0
              ? ready -> random.nextInt(ready.size())
              : new Priorities(random, Math.max(1, length));
      Course course = runs.run(new Plan(random.nextInt(Integer.MAX_VALUE), List.of()), pick);
      if (course.failure() != null) {
        throw runs.failed(runs.reduced(course));
      }
      length = course.turns();
    }
    return new Outcome(count, false);
  }

  private static Outcome exhaustive(Runs runs, int limit) {
    Course failed = runs.simplestThatFails(0, limit);
    if (failed != null) {
      throw runs.failed(failed);
    }
    return new Outcome(runs.count(), runs.isComplete());
  }

  private static Outcome replay(Runs runs, Plan plan) {
    Course course = runs.run(plan, Course.FIRST);
    if (course.misfit() != null) {
      throw new IllegalArgumentException(
          plan + " is no schedule of this test: " + course.misfit() + course.show());
    }
    if (course.failure() != null) {
      throw runs.failed(course);
    }
    return new Outcome(1, false);
  }
}
