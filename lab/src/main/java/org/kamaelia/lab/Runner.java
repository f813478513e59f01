package org.kamaelia.lab;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs cells with seeds, several at a time, each on a thread of its own. */
final class Runner {
  /** How long a run that took too long has to end before its thread is given up. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Plan plan;
  private final ClassLoader loader;

  Runner(Plan plan, ClassLoader loader) {
    this.plan = plan;
    this.loader = loader;
  }

  /**
   * Runs all.
   *
   * @param sink takes each outcome when it is there, one at a time; what it throws ends all this
   */
  void run(Collection<Job> jobs, Consumer<Outcome> sink) throws InterruptedException {
    Deque<Job> waiting = new ArrayDeque<>(jobs);
    List<Thread> workers = new ArrayList<>();
    List<RuntimeException> failures = new ArrayList<>();
    for (int i = 0; i < Math.min(plan.jobs(), jobs.size()); i++) {
      workers.add(
          Thread.ofPlatform()
              .daemon()
              .name("worker ", i)
              .start(() -> work(waiting, sink, failures)));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private void work(Deque<Job> waiting, Consumer<Outcome> sink, List<RuntimeException> failures) {
    try {
      for (Job job = next(waiting); job != null; job = next(waiting)) {
        Outcome outcome = run(job);
        synchronized (waiting) {
          if (failures.isEmpty()) {
            sink.accept(outcome);
          }
        }
      }
    } catch (RuntimeException e) {
      synchronized (waiting) {
        waiting.clear();
        failures.add(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable Job next(Deque<Job> waiting) {
    synchronized (waiting) {
      return waiting.poll();
    }
  }

  /** Runs one, and some a second time to see that it does the same. */
  private Outcome run(Job job) throws InterruptedException {
    Outcome first = once(job, null);
    if (first.failed() || !isRepeated(job)) {
      return first;
    }
    Outcome second = once(job, null);
    String difference = difference(first, second);
    if (difference.isEmpty()) {
      return new Outcome(
          first.cell(), first.seed(), first.wall(), "", "", true, first.measures(), first.curves());
    }
    return Outcome.failed(
        job, first.wall(), "run twice with the same seed, it differs: " + difference, "");
  }

  /** Whether it is one of the share; the same ones each time. The first seed is always one. */
  private boolean isRepeated(Job job) {
    if (plan.repeat() == 0) {
      return false;
    }
    int hash = Objects.hash(job.cell().id(), job.seed()) * 0x9E3779B9;
    boolean first =
        job.seed() == plan.seeds().getFirst() && job.cell().equals(plan.cells().getFirst());
    return first || (hash >>> 8) < plan.repeat() * (1 << 24);
  }

  private static String difference(Outcome first, Outcome second) {
    if (second.failed()) {
      return "it fails the second time: " + second.error();
    }
    for (Map.Entry<String, Measure> each : first.measures().entrySet()) {
      Measure other = second.measures().get(each.getKey());
      if (!each.getValue().equals(other)) {
        return "%s was %s and is %s"
            .formatted(
                each.getKey(), each.getValue().value(), other == null ? "missing" : other.value());
      }
    }
    if (!first.measures().keySet().equals(second.measures().keySet())) {
      return "it measured other things";
    }
    for (Map.Entry<String, Curve> each : first.curves().entrySet()) {
      if (!each.getValue().equals(second.curves().get(each.getKey()))) {
        return "the curve " + each.getKey();
      }
    }
    return first.curves().keySet().equals(second.curves().keySet()) ? "" : "it has other curves";
  }

  /**
   * Runs one.
   *
   * @param folder where it may keep files
   */
  Outcome once(Job job, @Nullable Path folder) throws InterruptedException {
    Experiment experiment = plan.experiment(job.cell());
    RecordedRun run = new RecordedRun(job, experiment.parameters(), folder);
    List<Throwable> thrown = new ArrayList<>();
    long begin = System.nanoTime();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("run " + job.cell().id() + " seed " + job.seed())
            .unstarted(
                () -> {
                  try {
                    experiment.run(run);
                  } catch (Throwable e) { // whatever an experiment does, the others go on
                    thrown.add(e);
                  }
                });
    thread.setContextClassLoader(loader);
    thread.start();
    if (!thread.join(plan.bound())) {
      run.stop();
      thread.interrupt();
      thread.join(GRACE);
      String bound = Values.text(plan.bound());
      return Outcome.failed(job, seconds(begin), "took more than " + bound, "");
    }
    if (!thrown.isEmpty()) {
      Throwable failure = thrown.getFirst();
      return Outcome.failed(job, seconds(begin), failure.toString(), stack(failure));
    }
    return new Outcome(
        job.cell().id(), job.seed(), seconds(begin), "", "", false, run.measures(), run.curves());
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static String stack(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
