package org.kamaelia.axon;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A system with one loop, in virtual time, that runs only when its owner says so: on the calling
 * thread, in an order drawn from a seed. The same seed gives the same run. {@link Schedules} runs a
 * test in many orders, and with several loops.
 *
 * <p>Threading: used by the thread that made it, and no other.
 */
public final class SteppedAxon extends Axon {
  private final long seed;
  private final Map<String, SplittableRandom> streams = new HashMap<>();

  /** Who is next, when a test is run in many orders. */
  private final @Nullable Course course;

  /** Who moves the time, if that is not this. */
  private final @Nullable Timekeeper keeper;

  /**
   * Makes a system that has not run yet.
   *
   * @param seed decides the order of turns, and the random numbers of components
   */
  public SteppedAxon(long seed) {
    this(seed, 1, null);
  }

  /**
   * Makes one of several systems that share a time. What moves the time of one, moves that of all.
   *
   * @param seed decides the order of this system's turns, and its random numbers
   * @param time theirs
   * @param poller its loop's: waited in only for bodies that block outside their boxes
   */
  public SteppedAxon(long seed, Timekeeper time, Poller poller) {
    super(seed, 1, new LoopClock.Virtual(time), poller);
    this.seed = seed;
    course = null;
    keeper = time;
  }

  SteppedAxon(long seed, int loops, @Nullable Course course) {
    super(seed, loops, new LoopClock.Virtual(null), new ParkPoller());
    keeper = null;
    this.seed = seed;
    this.course = course;
    if (loops > 1) {
      this.loops.forEach(loop -> loop.thread = null);
    }
  }

  /** The seed of this run. */
  public long seed() {
    return seed;
  }

  @Override
  boolean sometimes(String site) {
    return keeper != null && keeper.sometimes(site);
  }

  /** Random numbers for a component; those of one name each get others, in the order of asking. */
  RandomGenerator stream(String name) {
    return streams.computeIfAbsent(name, it -> new SplittableRandom(seed ^ hash(it))).split();
  }

  /** Unlike its own, one that tells all short names apart: FNV-1a. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The virtual time. */
  public Clock clock() {
    return time(loops.getFirst());
  }

  /**
   * Gives one round of turns, or a single turn under {@link Schedules}, without moving time; false
   * if nothing was ready.
   */
  public boolean step() {
    return course == null ? loops.getFirst().work() : course.step(loops);
  }

  /**
   * Runs until nothing is ready, without moving time. A body that blocks outside its boxes, say in
   * a lock that another thread holds, is waited for.
   */
  public void runUntilIdle() {
    while (step() || awaitThoseOutside()) {
      // go on
    }
    if (keeper != null) {
      loops.getFirst().tellOfWork();
    }
  }

  private boolean awaitThoseOutside() {
    for (Loop loop : loops) {
      if (loop.outside > 0) {
        loop.poll();
        return true;
      }
    }
    return false;
  }

  /**
   * Runs until nothing is ready, then moves time from timer to timer, running what each wakes,
   * until so much time has passed.
   */
  public void advance(Duration duration) {
    if (keeper != null) {
      keeper.advance(duration);
      return;
    }
    long end = time(loops.getFirst()).after(duration);
    runUntil(end);
    moveTime(end);
  }

  /**
   * Moves time from timer to timer until no timer is set and nothing is ready.
   *
   * @throws UnsupportedOperationException if this shares its time with others
   */
  public void runToEnd() {
    if (keeper != null) {
      throw new UnsupportedOperationException("the time is not this system's alone");
    }
    runUntil(Long.MAX_VALUE);
  }

  @Override
  public void shutdown(Duration within, String reason) {
    for (Loop loop : loops) {
      loop.groups.stream().toList().forEach(group -> group.shutdown(within, reason));
    }
    advance(within);
  }

  @Override
  Loop threadLoop(String name) {
    throw new UnsupportedOperationException(
        name + " has a thread of its own, which a stepped system cannot step");
  }

  /** The owner, between turns, is on none of several loops, and none runs by itself. */
  @Override
  void asked(Loop loop) {
    if (loops.stream().allMatch(each -> each.thread == null)) {
      onLoop(
          loop,
          () -> {
            while (loop.hasPosted()) {
              loop.runOnePosted();
            }
          });
    }
  }

  /** Does it as the thread of a loop. */
  static void onLoop(Loop loop, Runnable work) {
    Thread before = loop.thread;
    loop.thread = Thread.currentThread();
    try {
      work.run();
    } finally {
      loop.thread = before;
    }
  }

  @Override
  void failed(Component<?, ?> component, Throwable cause) {
    if (keeper != null && keeper.failed(component, cause)) {
      return;
    }
    if (course == null) {
      super.failed(component, cause);
    } else {
      course.failed(component, cause);
    }
  }

  @Override
  void report(String where, Throwable e) {
    if (course == null) {
      super.report(where, e);
    } else {
      course.report(where, e);
    }
  }

  private void runUntil(long end) {
    runUntilIdle();
    for (long next = nextTimer(); next <= end && next != Long.MAX_VALUE; next = nextTimer()) {
      moveTime(Math.max(time(loops.getFirst()).now, next));
      runUntilIdle();
    }
  }

  /** When the next timer is due, in the clock's nanoseconds; {@link Long#MAX_VALUE} for never. */
  public long nextTimer() {
    long next = Long.MAX_VALUE;
    for (Loop loop : loops) {
      next = Math.min(next, loop.timers.next());
    }
    return next;
  }

  private void moveTime(long now) {
    for (Loop loop : loops) {
      time(loop).now = now;
    }
  }

  private static LoopClock.Virtual time(Loop loop) {
    return (LoopClock.Virtual) loop.clock;
  }
}
