package org.kamaelia.stress;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Axon;

/**
 * Runs scenarios, many at a time, and looks now and then, when all have ended, whether anything was
 * left behind.
 */
final class Soak {
  private static final int AT_A_TIME = 48;
  private static final int LOOPS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** What the heap may seem to grow by: a collector's result is never twice the same. */
  private static final long SLACK = 2 << 20;

  private final long seed;
  private final PrintStream out;
  private final Semaphore places = new Semaphore(AT_A_TIME);
  private final Map<Long, Scenario> running = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Sample> samples = new ArrayList<>();

  /** Held: the logging system forgets loggers that nobody holds. */
  private final Logger log = Logger.getLogger("org.kamaelia.axon");

  private final long start = System.nanoTime();
  private long scenarios;
  private long messages;

  /**
   * @param seed decides the scenarios
   * @param out where the samples are printed
   */
  Soak(long seed, PrintStream out) {
    this.seed = seed;
    this.out = out;
  }

  /** What there is when nothing runs. */
  private record Sample(
      double minutes,
      long scenarios,
      long messages,
      int components,
      int groups,
      int threads,
      long heap,
      long metaspace) {
    static final String HEAD =
        "%8s %10s %12s %11s %7s %8s %10s %14s"
            .formatted(
                "minutes",
                "scenarios",
                "messages",
                "components",
                "groups",
                "threads",
                "heap KiB",
                "metaspace KiB");

    @Override
    public String toString() {
      return "%8.1f %,10d %,12d %11d %7d %8d %,10d %,14d"
          .formatted(
              minutes,
              scenarios,
              messages,
              components,
              groups,
              threads,
              heap >> 10,
              metaspace >> 10);
    }
  }

  /**
   * Runs for so long.
   *
   * @param interval between two looks
   * @throws AssertionError if messages were lost, doubled or out of order, if something did not
   *     end, or if something is left
   */
  void run(Duration length, Duration interval) throws InterruptedException {
    out.printf("soak, seed %d, %d loops%n%s%n", seed, LOOPS, Sample.HEAD);
    Filter filterBefore = log.getFilter();
    log.setFilter(this::isToBeLogged);
    try (Axon axon = Axon.builder().name("soak").loops(LOOPS).stallAfter(PATIENCE).start()) {
      long end = start + length.toNanos();
      while (System.nanoTime() < end && failure.get() == null) {
        startUntil(axon, Math.min(end, System.nanoTime() + interval.toNanos()));
        sample(axon);
      }
    } finally {
      log.setFilter(filterBefore);
    }
    check(samples.stream().allMatch(s -> s.components == 0 && s.groups == 0), "something is left");
    awaitNoThread("soak-.*");
    checkHeap();
  }

  private void startUntil(Axon axon, long end) throws InterruptedException {
    while (System.nanoTime() < end && failure.get() == null) {
      places.acquire();
      long number = scenarios++;
      Scenario scenario =
          new Scenario(
              axon, "s" + number, new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L));
      running.put(number, scenario);
      scenario
          .start()
          .whenComplete(
              (ended, e) -> {
                if (e != null) {
                  failure.compareAndSet(null, e);
                }
                running.remove(number);
                places.release();
              });
      messages += scenario.messages();
    }
    boolean allEnded = places.tryAcquire(AT_A_TIME, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Throwable e = failure.get();
    if (e != null) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
    check(allEnded, "not ended: " + running.values() + " " + axon.topology());
    places.release(AT_A_TIME);
  }

  private void sample(Axon axon) throws InterruptedException {
    awaitNoThread("s\\d+/.*");
    System.gc();
    System.gc();
    var topology = axon.topology();
    long metaspace =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .map(MemoryPoolMXBean::getUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum();
    Sample sample =
        new Sample(
            (System.nanoTime() - start) / 6e10,
            scenarios,
            messages,
            topology.components().size(),
            topology.groups().size(),
            ManagementFactory.getThreadMXBean().getThreadCount(),
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
            metaspace);
    samples.add(sample);
    out.println(sample);
  }

  /** The line through the samples, but for the first, while the JVM warms up. */
  private void checkHeap() {
    List<Sample> warm = samples.subList(Math.min(1, samples.size()), samples.size());
    if (warm.size() < 3) {
      return;
    }
    double meanTime = warm.stream().mapToDouble(Sample::minutes).average().orElseThrow();
    double meanHeap = warm.stream().mapToDouble(Sample::heap).average().orElseThrow();
    double slope =
        warm.stream().mapToDouble(s -> (s.minutes - meanTime) * (s.heap - meanHeap)).sum()
            / warm.stream().mapToDouble(s -> Math.pow(s.minutes - meanTime, 2)).sum();
    double growth = slope * (warm.getLast().minutes - warm.getFirst().minutes);
    out.printf(
        "the heap grew by %,.0f KiB in all, by %,.1f KiB a minute%n", growth / 1024, slope / 1024);
    check(growth < SLACK, "the heap grows");
  }

  /** A thread ends a moment after its component. */
  private void awaitNoThread(String name) throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().matches(name)) {
        check(thread.join(PATIENCE), thread + " is left");
      }
    }
  }

  private boolean isToBeLogged(LogRecord record) {
    boolean meant =
        record.getThrown() instanceof Scenario.Planted
            || Stream.ofNullable(record.getParameters())
                .flatMap(Stream::of)
                .anyMatch(Scenario.Planted.class::isInstance);
    if (!meant) {
      failure.compareAndSet(
          null, new AssertionError("logged: " + record.getMessage(), record.getThrown()));
    }
    return !meant;
  }

  private void check(boolean right, String what) {
    if (!right) {
      throw new AssertionError("seed " + seed + ": " + what);
    }
  }
}
