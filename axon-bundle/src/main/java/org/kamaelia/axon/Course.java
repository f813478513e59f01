package org.kamaelia.axon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a test: who has each turn, and what became of it. First come, first served, loop by
 * loop, but where the plan says otherwise; after the plan's end a pick may.
 */
final class Course {
  /** More turns than a test that comes to rest has. */
  private static final int LONGEST = 100_000;

  /** Turns that are shown of a run that failed. */
  private static final int SHOWN = 200;

  /** Chooses one of several who could be next. */
  interface Pick {
    int of(List<Candidate> ready);
  }

  static final Pick FIRST = ready -> 0;

  /**
   * What could be next.
   *
   * @param loop where
   * @param index its place among the ready, or -1 for what was posted first
   */
  record Candidate(Loop loop, int index) {

    /** What stays the same from turn to turn. */
    Object identity() {
      return index < 0 ? loop : loop.ready.get(index);
    }

    String name() {
      if (index < 0) {
        return "what was posted to " + loop;
      }
      Component<?, ?> component = loop.ready.get(index).component();
      return component == null ? "a timer of " + loop : component.name();
    }

    void run() {
      if (index < 0) {
        loop.runOnePosted();
      } else {
        loop.give(loop.ready.take(index));
      }
    }
  }

  /** A turn that was given, or what failed in it. */
  private record Event(long time, int turn, String what, @Nullable String passedOver) {}

  private final Plan plan;
  private final Pick pick;
  private final List<Plan.Skip> taken = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();

  /** By turn: how many there were to choose from, and a hash of all that was before. */
  private int[] options = new int[64];

  private long[] marks = new long[64];
  private int turn;

  /** Turns that it may still take. */
  private int rest = LONGEST;

  private String left = "";
  private long mark;
  private int planned;
  private int nextLoop;
  private boolean over;
  private @Nullable String misfit;
  private @Nullable Throwable failure;

  Course(Plan plan, Pick pick) {
    this.plan = plan;
    this.pick = pick;
  }

  /** Gives one turn; false if nobody is ready. */
  boolean step(List<Loop> loops) {
    List<Candidate> ready = ready(loops);
    if (ready.isEmpty()) {
      return false;
    }
    Candidate next = ready.get(choose(ready));
    nextLoop = loops.indexOf(next.loop()) + 1;
    SteppedAxon.onLoop(next.loop(), next::run);
    return true;
  }

  /**
   * What happens from now on is not the test's.
   *
   * @param whoIsLeft a line for each component that has not ended
   */
  void over(String whoIsLeft) {
    over = true;
    left = whoIsLeft;
    rest = LONGEST;
  }

  void failed(Component<?, ?> component, Throwable cause) {
    note(component + " failed: " + cause);
    if (cause instanceof AssertionError) {
      fail(cause);
    }
  }

  void report(String where, Throwable cause) {
    note(where + ": " + cause);
    fail(cause);
  }

  void fail(Throwable cause) {
    if (failure == null && !over) {
      failure = cause;
    }
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Whether both fail in the same place. */
  boolean failsLike(Course other) {
    return failure != null
        && other.failure != null
        && Failures.kind(failure).equals(Failures.kind(other.failure));
  }

  String left() {
    return left;
  }

  /** What was chosen, as a plan. */
  Plan taken() {
    return new Plan(plan.seed(), List.copyOf(taken));
  }

  /** Why this run cannot have been what was planned; null if it can. */
  @Nullable String misfit() {
    return misfit != null || planned == plan.skips().size()
        ? misfit
        : "it came to rest after %d turns, before turn %d".formatted(turn, plan.end());
  }

  int turns() {
    return turn;
  }

  /** How many there were to choose from at a turn. */
  int options(int at) {
    return options[at];
  }

  /** What was before a turn, in a number. */
  long mark(int at) {
    return marks[at];
  }

  /** The turns, a line each. */
  String show() {
    StringBuilder lines = new StringBuilder();
    int from = Math.max(0, events.size() - SHOWN);
    if (from > 0) {
      lines.append("\n  ... and %d lines before".formatted(from));
    }
    long time = 0;
    for (Event event : events.subList(from, events.size())) {
      if (event.time != time) {
        time = event.time;
        lines.append("\n        at ").append(Duration.ofNanos(time));
      }
      String number = event.turn == 0 ? "" : Integer.toString(event.turn);
      lines.append("\n  %5s %s".formatted(number, event.what));
      if (event.passedOver != null) {
        lines.append(", before ").append(event.passedOver);
      }
    }
    return lines.toString();
  }

  private List<Candidate> ready(List<Loop> loops) {
    List<Candidate> ready = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      Loop loop = loops.get((nextLoop + i) % loops.size());
      loop.fireTimers(Integer.MAX_VALUE);
      if (loop.hasPosted()) {
        ready.add(new Candidate(loop, -1));
      }
      for (int index = 0; index < loop.ready.size(); index++) {
        ready.add(new Candidate(loop, index));
      }
    }
    return ready;
  }

  private int choose(List<Candidate> ready) {
    if (--rest < 0) {
      throw new IllegalStateException("no rest after %,d turns".formatted(LONGEST));
    }
    if (over) {
      return 0;
    }
    turn++;
    int chosen = planned(ready);
    String name = ready.get(chosen).name();
    if (turn >= options.length) {
      options = Arrays.copyOf(options, turn * 2);
      marks = Arrays.copyOf(marks, turn * 2);
    }
    options[turn] = ready.size();
    marks[turn] = mark;
    long time = ready.getFirst().loop().clock.nanoTime();
    mark = (((mark * 31) + name.hashCode()) * 31 + ready.size()) * 31 + time;
    if (chosen != 0) {
      taken.add(new Plan.Skip(turn, chosen));
    }
    events.add(new Event(time, turn, name, chosen == 0 ? null : ready.getFirst().name()));
    return chosen;
  }

  private int planned(List<Candidate> ready) {
    if (planned == plan.skips().size()) {
      return ready.size() == 1 ? 0 : pick.of(ready);
    }
    Plan.Skip skip = plan.skips().get(planned);
    if (turn < skip.turn()) {
      return 0;
    }
    planned++;
    if (skip.over() < ready.size()) {
      return skip.over();
    }
    if (misfit == null) {
      misfit = "turn %d has %d to choose from".formatted(turn, ready.size());
    }
    return ready.size() - 1;
  }

  private void note(String what) {
    if (!over) {
      events.add(new Event(events.isEmpty() ? 0 : events.getLast().time, 0, what, null));
    }
  }
}
