package org.kamaelia.axon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One carrier thread with a run queue. The groups that live on a loop take turns on it: one
 * component runs at a time, so within a loop nothing needs a lock.
 *
 * <p>Threading: {@link #execute} and {@link #group} may be called from any thread; the rest is for
 * code that runs on the loop.
 */
@ProviderType
public final class Loop implements Executor {
  /** Turns between two looks at the clock, the posted work and the poller. */
  private static final int BATCH = 256;

  /**
   * Timers whose tasks are made ready between two looks at the poller: a crowd that is due at once
   * must not stand before what others have to say.
   */
  static final int TIMERS = 16;

  /** Numbers taken from the system at a time, so that loops do not contend for them. */
  private static final int IDS = 1024;

  final Axon axon;
  final String name;

  /** Whether each turn ends when its body waits, wherever that is. */
  final boolean endsTurns;

  final Poller poller;
  final LoopClock clock;
  final RunQueue ready;
  final Timers timers = new Timers();
  final Set<Group> groups = new LinkedHashSet<>();

  /** What the present turn has sent to other loops and has not departed yet. */
  final ArrayList<Lane<?>> departing = new ArrayList<>();

  /** Whose turn it is. Read by the watchdog without synchronisation: a late value does no harm. */
  @Nullable Task current;

  /** Turns given so far; see {@link #current}. */
  long turns;

  /** Who wants to hear of deliveries, if anybody does; the loop's alone. */
  @Nullable Traces traces;

  /** Who hears of changes, if anybody does; the loop's alone. */
  @Nullable Watchers watchers;

  /** Bodies that block outside their boxes, in a lock or a library, and are not back yet. */
  int outside;

  volatile @Nullable Thread thread;

  /** The numbers that this loop may still give out; the loop's alone. */
  private long nextId;

  private long endOfIds;

  private final MpscUnboundedAtomicArrayQueue<Runnable> posted =
      new MpscUnboundedAtomicArrayQueue<>(256);
  private final AtomicBoolean sleeping = new AtomicBoolean();
  private volatile boolean closed;

  Loop(Axon axon, String name, boolean endsTurns, Poller poller, LoopClock clock, RunQueue ready) {
    this.axon = axon;
    this.name = name;
    this.endsTurns = endsTurns;
    this.poller = poller;
    this.clock = clock;
    this.ready = ready;
    clock.of(this);
  }

  /** A number for a group or component, which no other has in this system. On the loop. */
  long newId() {
    if (nextId == endOfIds) {
      nextId = axon.takeIds(IDS);
      endOfIds = nextId + IDS;
    }
    return nextId++;
  }

  /** Where this loop waits; a transport finds its own poller here. */
  public Poller poller() {
    return poller;
  }

  /** The time on this loop. */
  public Clock clock() {
    return clock;
  }

  /** Makes a group on this loop, from any thread. See {@link Axon#group(String)}. */
  public Group group(String name) {
    return new Group(this, name);
  }

  /**
   * Runs the work on this loop, between turns. Any thread; work handed over by one thread runs in
   * that order. What it throws is reported and goes no further.
   *
   * @throws IllegalStateException if the loop is closed
   */
  @Override
  public void execute(Runnable work) {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    post(work);
  }

  /** As {@link #execute}, but what comes too late is dropped: news for those that are gone. */
  void post(Runnable work) {
    posted.offer(work);
    // Not volatile alone: the queue publishes with a release store, which a later load may pass.
    if (sleeping.getAndSet(false)) {
      poller.wakeup();
    }
  }

  /** Whether the caller runs on this loop: its thread, or the component whose turn it is. */
  public boolean isCurrent() {
    Thread caller = Thread.currentThread();
    return caller == thread || (current instanceof Strand strand && strand.thread == caller);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Runs work on the loop; at once if the caller is on the loop. */
  <T> CompletableFuture<T> ask(Supplier<T> work) {
    if (isCurrent()) {
      return CompletableFuture.completedFuture(work.get());
    }
    CompletableFuture<T> answer = CompletableFuture.supplyAsync(work, this);
    axon.asked(this);
    return answer;
  }

  /** Runs work on the loop and waits for it; at once if the caller is on the loop. */
  <T> T call(Supplier<T> work) {
    try {
      return ask(work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        cause.addSuppressed(new IllegalStateException("called from " + Thread.currentThread()));
        throw cause;
      }
      throw e;
    }
  }

  /** Runs on the loop: at once if the caller is on it. */
  void run(Runnable work) {
    if (isCurrent()) {
      work.run();
    } else {
      post(work);
    }
  }

  /** Runs work on the loop after a while; the returned task's timer can be cancelled. */
  Task after(Duration delay, Runnable work) {
    Task timeout =
        new Task(this) {
          @Override
          void turn() {
            state = State.ENDED;
            work.run();
          }
        };
    timers.set(timeout, clock.after(delay));
    return timeout;
  }

  /** The thread's main, until the loop is closed. */
  void runUntilClosed() {
    thread = Thread.currentThread();
    while (!closed) {
      work();
      poll();
    }
    runPosted();
    try {
      poller.close();
    } catch (Exception e) {
      axon.report(name + ": closing the poller", e);
    }
  }

  /** Ends the loop's thread after its present round. Any thread. */
  void close() {
    closed = true;
    poller.wakeup();
  }

  /**
   * Gives turns to what is ready, up to a batch.
   *
   * @return whether anything had a turn
   */
  boolean work() {
    boolean worked = runPosted();
    fireTimers(TIMERS);
    int left = BATCH;
    for (Task task = ready.poll(); task != null; task = ready.poll()) {
      give(task);
      worked = true;
      if (--left == 0) {
        break;
      }
    }
    return worked;
  }

  /** Dispatches input; waits for it, or for anything else to do, if nothing is ready. */
  void poll() {
    try {
      if (!ready.isEmpty() || !posted.isEmpty()) {
        poller.poll(0);
        return;
      }
      sleeping.set(true);
      if (posted.isEmpty() && !closed) {
        poller.poll(untilTimer());
      }
    } catch (Throwable e) {
      axon.report(name + ": waiting for input", e);
    } finally {
      sleeping.set(false);
    }
  }

  /** Whether whoever has the turn keeps nobody from theirs. A stepped system waits for nobody. */
  boolean hasNothingElse() {
    return ready.isEmpty() && posted.isEmpty() && !(axon instanceof SteppedAxon);
  }

  /** Gives one task its turn; nothing it throws gets past here. */
  void give(Task task) {
    current = task;
    task.state = Task.State.RUNNING;
    try {
      task.turn();
    } catch (Throwable e) {
      axon.report(name + ": a turn of " + task.component(), e);
    }
    turns++;
    current = null;
    depart();
  }

  /** The strand whose turn it is, which must be the caller's own. */
  Strand strand() {
    if (current instanceof Strand strand && strand.thread == Thread.currentThread()) {
      return strand;
    }
    throw new IllegalStateException(
        "only the body of a component may wait at a box, on its own thread; this is "
            + Thread.currentThread());
  }

  private long untilTimer() {
    long next = timers.next();
    return next == Long.MAX_VALUE ? next : Math.max(0, next - clock.nanoTime());
  }

  private boolean runPosted() {
    boolean worked = false;
    int left = BATCH;
    for (Runnable work = posted.relaxedPoll(); work != null; work = posted.relaxedPoll()) {
      worked = true;
      runPosted(work);
      if (--left == 0) {
        break;
      }
    }
    depart();
    return worked;
  }

  /** Sends on their way the messages for other loops that wait for company. */
  void depart() {
    if (!departing.isEmpty()) {
      departing.forEach(Lane::turnEnds);
      departing.clear();
    }
  }

  /** Has the poller told of the next piece of work that is posted, though nobody waits there. */
  void tellOfWork() {
    sleeping.set(true);
    if (!posted.isEmpty() && sleeping.getAndSet(false)) {
      poller.wakeup();
    }
  }

  boolean hasPosted() {
    return !posted.isEmpty();
  }

  /** Runs the piece of work that was posted first; there is one. */
  void runOnePosted() {
    runPosted(Objects.requireNonNull(posted.poll()));
    depart();
  }

  private void runPosted(Runnable work) {
    try {
      work.run();
    } catch (Throwable e) {
      axon.report(name + ": posted work", e);
    }
  }

  /** Readies those whose time has come, the earliest first, so many at most. */
  void fireTimers(int most) {
    if (timers.isEmpty()) {
      return;
    }
    long now = clock.nanoTime();
    for (int left = most; left > 0; left--) {
      Task task = timers.due(now);
      if (task == null) {
        return;
      }
      task.wake();
    }
  }
}
