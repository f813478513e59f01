package org.kamaelia.axon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Topology.ComponentInfo;
import org.kamaelia.axon.Topology.LoopInfo;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A running system: its loops, and the groups of components on them.
 *
 * {@snippet :
 * try (var axon = Axon.start()) {
 *   axon.activate(Pipeline.of(source, upperCase).to(printer)).ended().toCompletableFuture().join();
 * }
 * }
 *
 * <p>Threading: any thread.
 */
@ProviderType
public sealed class Axon implements AutoCloseable permits SteppedAxon {
  private static final Logger LOG = System.getLogger("org.kamaelia.axon");

  /** How long to wait for a loop's answer: longer than any turn that is in order. */
  private static final Duration ANSWER = Duration.ofSeconds(1);

  /** How often to wait once more for loops that are busy stopping components. */
  private static final int PATIENCE = 30;

  final List<Loop> loops = new ArrayList<>();
  private final Carrier carrier;
  private final SplittableRandom seeds;
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final AtomicLong ids = new AtomicLong(1);
  private final Failures failures = new Failures(LOG);

  /** Not final for tests alone. */
  Shapes shapes = new Shapes();

  private final Tracker tracker = new Tracker();
  private final @Nullable Watchdog watchdog;
  private final AtomicBoolean closing = new AtomicBoolean();

  /**
   * A stepped system: loops which the caller of this drives.
   *
   * @param time the first loop's; the others have one each
   * @param poller the first loop's
   */
  Axon(long seed, int loops, LoopClock.Virtual time, Poller poller) {
    carrier = Carriers.BEST;
    seeds = new SplittableRandom(seed);
    watchdog = null;
    for (int i = 0; i < loops; i++) {
      Loop loop =
          new Loop(
              this,
              "loop-" + i,
              true,
              i == 0 ? poller : new ParkPoller(),
              i == 0 ? time : new LoopClock.Virtual(null),
              new RunQueue(seeds.split()));
      loop.thread = Thread.currentThread();
      this.loops.add(loop);
    }
  }

  private Axon(Builder builder) {
    carrier = Carriers.BEST;
    seeds = new SplittableRandom();
    ThreadFactory factory = Thread.ofPlatform().name(builder.name + "-loop-", 0).factory();
    for (int i = 0; i < builder.loops; i++) {
      Loop loop =
          new Loop(
              this,
              builder.name + "-loop-" + i,
              carrier.freesLoop(),
              builder.poller.get(),
              new LoopClock.Real(),
              new RunQueue(null));
      loops.add(loop);
      Thread thread = factory.newThread(loop::runUntilClosed);
      loop.thread = thread;
      thread.start();
    }
    watchdog = new Watchdog(loops, builder.stallAfter, LOG);
  }

  /** Starts a system with a loop for each processor. */
  public static Axon start() {
    return builder().start();
  }

  /** Settings for a system. */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings for a system; each has a default. */
  public static final class Builder {
    private String name = "axon";
    private int loops = Runtime.getRuntime().availableProcessors();
    private Supplier<? extends Poller> poller = ParkPoller::new;
    private Duration stallAfter = Duration.ofSeconds(1);

    private Builder() {}

    /** The name with which the names of its threads begin; {@code axon}. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /**
     * How many loops; one a processor.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder loops(int loops) {
      if (loops < 1) {
        throw new IllegalArgumentException("a system has at least 1 loop, not " + loops);
      }
      this.loops = loops;
      return this;
    }

    /** Makes each loop's poller; the default one parks. */
    public Builder poller(Supplier<? extends Poller> poller) {
      this.poller = poller;
      return this;
    }

    /** How long a turn may last before it is reported as a stall; one second. */
    public Builder stallAfter(Duration stallAfter) {
      this.stallAfter = stallAfter;
      return this;
    }

    /** Starts the system. */
    public Axon start() {
      return new Axon(this);
    }
  }

  /** The loops, in order. */
  public final List<Loop> loops() {
    return List.copyOf(loops);
  }

  /** Makes a group on the next loop, in turn. */
  public final Group group(String name) {
    return loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size())).group(name);
  }

  /**
   * Starts components in a group of their own, on the next loop; see {@link
   * Group#activate(Component...)}.
   *
   * @return the group, whose end is the components' and their children's
   */
  public final Group activate(Component<?, ?>... components) {
    return group("").activate(components);
  }

  /** Where components of this system find one another by name. */
  public final Tracker tracker() {
    return tracker;
  }

  /** What runs now; a loop that is held up for longer than a second is left out. */
  public final Topology topology() {
    return Snapshot.joined(askAll(Snapshot::of, Snapshot::withoutAnswer));
  }

  /**
   * Some components, each as {@link #topology} shows it: cheap where much else runs. Those on a
   * loop that is held up for longer than a second are left out.
   *
   * @param wanted which, by their number; called on their loops
   */
  public final List<ComponentInfo> components(LongPredicate wanted) {
    return askAll(loop -> Snapshot.of(loop, wanted), loop -> List.<ComponentInfo>of()).stream()
        .flatMap(List::stream)
        .toList();
  }

  /**
   * The loops alone, as {@link #topology} shows them: cheap where much lives on them. Those that
   * are held up for longer than a second are marked as stalled.
   */
  public final List<LoopInfo> loopInfos() {
    return askAll(Snapshot::loop, Snapshot::loopWithoutAnswer);
  }

  /** What is so of each loop; something else of those that are held up. */
  private <T> List<T> askAll(Function<Loop, T> what, Function<Loop, T> otherwise) {
    List<CompletableFuture<T>> answers =
        loops.stream().map(loop -> loop.ask(() -> what.apply(loop))).toList();
    await(answers, ANSWER);
    List<T> all = new ArrayList<>();
    for (int i = 0; i < loops.size(); i++) {
      T answer = answers.get(i).getNow(null);
      all.add(answer == null ? otherwise.apply(loops.get(i)) : answer);
    }
    return all;
  }

  /**
   * Begins to tell of every delivery from or to some components. A message that passes fused
   * transformers is told of at each. Not told of is what a component ends with, and what the
   * runtime says itself. Any thread; a loop that is held up begins when it goes on.
   *
   * @param scope which components; called on their loops when linkages are made or changed, so it
   *     should look at nothing that changes, such as {@code it -> it.name().startsWith("conn[7]/")}
   * @param listener is told, on the sender's loop, in the sender's turn: it must be quick
   * @return ends it
   */
  public final Trace trace(
      Predicate<? super Component<?, ?>> scope, Consumer<? super Delivery> listener) {
    Trace trace = new Trace(this, scope, listener);
    onEachLoop(loop -> Traces.begin(loop, trace));
    return trace;
  }

  /** Runs work on each loop, and waits for it but not for loops that are held up. */
  final void onEachLoop(Consumer<Loop> work) {
    await(
        loops.stream()
            .map(
                loop ->
                    loop.ask(
                        () -> {
                          work.accept(loop);
                          return loop;
                        }))
            .toList(),
        ANSWER);
  }

  /**
   * Begins to note what changes, with what is there now. Any thread.
   *
   * @param limit how many changes are kept for a slow reader, at least 2; a loop's first counts as
   *     one
   * @return where they are read; to be closed
   */
  public final Changes changes(int limit) {
    return new Changes(this, limit);
  }

  /** Components that hold up their loops just now; see {@link Builder#stallAfter}. */
  public final List<Stall> stalls() {
    return watchdog == null ? List.of() : watchdog.stalls();
  }

  /**
   * Components that wait for one another in a circle and will never go on. Looks several times, so
   * that what only passes is not taken for it. Any thread.
   */
  public final List<Deadlock> deadlocks() {
    Topology first = topology();
    if (first.components().stream().noneMatch(it -> it.waitsFor() instanceof Wait.Room)) {
      return List.of();
    }
    Topology second = topology();
    return WaitGraph.deadlocks(first, second, topology());
  }

  /**
   * How bodies get their turns: {@code virtual}, or {@code handoff} where {@code java.lang} is not
   * open, which is slower.
   */
  public final String carrierName() {
    return carrier.name();
  }

  /**
   * Tells all groups to finish, stops those that have not ended in time, and ends the loops. Called
   * from a thread that is on no loop; without effect the second time.
   *
   * @param within how long the groups may take
   * @param reason why, for people
   */
  public void shutdown(Duration within, String reason) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    List<CompletableFuture<Void>> ends =
        loops.stream()
            .map(loop -> loop.ask(() -> shutdown(loop, within, reason)).thenCompose(Axon::all))
            .toList();
    boolean ended = await(ends, within.plus(ANSWER));
    // A great many components take a while to stop; one that holds up its loop never does.
    for (int i = 0; !ended && stalls().isEmpty() && i < PATIENCE; i++) {
      ended = await(ends, ANSWER);
    }
    if (!ended) {
      LOG.log(Level.WARNING, "{0}; still running: {1}", reason, stalls());
    }
    if (watchdog != null) {
      watchdog.close();
    }
    loops.forEach(Loop::close);
  }

  /** Stops everything. */
  @Override
  public void close() {
    shutdown(Duration.ZERO, "closed");
  }

  final Carrier carrier() {
    return carrier;
  }

  /** A loop for one thread of its own. */
  Loop threadLoop(String name) {
    return new Loop(this, name, false, new ParkPoller(), new LoopClock.Real(), new RunQueue(null));
  }

  /** The first of so many numbers that nobody else gets. */
  final long takeIds(int count) {
    return ids.getAndAdd(count);
  }

  final RandomGenerator random(String name) {
    synchronized (seeds) {
      return this instanceof SteppedAxon stepped ? stepped.stream(name) : seeds.split();
    }
  }

  /** See {@link Component#sometimes}. */
  boolean sometimes(String site) {
    return false;
  }

  /** Somebody who is not on the loop waits for an answer from there. */
  void asked(Loop loop) {}

  void failed(Component<?, ?> component, Throwable cause) {
    failures.report(component + " failed", cause);
  }

  /** Something went wrong in the runtime or in code it called; nothing else is affected. */
  void report(String where, Throwable e) {
    failures.report(where, e);
  }

  private static List<CompletableFuture<Void>> shutdown(Loop loop, Duration within, String reason) {
    List<Group> groups = List.copyOf(loop.groups);
    groups.forEach(group -> group.shutdown(within, reason));
    return groups.stream().map(group -> group.ended().toCompletableFuture()).toList();
  }

  /** Waits, at most so long, until all are done, well or not; false if some are not. */
  private static boolean await(List<? extends CompletableFuture<?>> answers, Duration within) {
    try {
      all(answers).get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new AssertionError("failures were dealt with", e);
    }
    return true;
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> parts) {
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .exceptionally(failure -> null);
  }

  /** The JVM's carrier, found once: whether {@code java.lang} is open does not change. */
  private static final class Carriers {
    static final Carrier BEST = best();

    private static Carrier best() {
      Carrier fast = VirtualCarrier.open();
      if (fast != null) {
        return fast;
      }
      LOG.log(
          Level.WARNING,
          "components run on the slower carrier; start Java with"
              + " --add-opens java.base/java.lang=ALL-UNNAMED for the fast one");
      return new HandoffCarrier();
    }
  }
}
