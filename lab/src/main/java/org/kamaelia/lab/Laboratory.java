package org.kamaelia.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Does what a plan says: runs what is not there yet, and writes the results. */
final class Laboratory {
  private final Plan plan;
  private final Runner runner;
  private final Map<String, String> versions;
  private final PrintStream out;
  private final boolean terminal;

  Laboratory(
      Plan plan,
      ClassLoader loader,
      Map<String, String> versions,
      PrintStream out,
      boolean terminal) {
    this.plan = plan;
    this.versions = versions;
    this.out = out;
    this.terminal = terminal;
    runner = new Runner(plan, loader);
  }

  /**
   * Runs.
   *
   * @param again the command that goes on after this was ended
   */
  Results run(String again) throws IOException, InterruptedException {
    Settings settings = Settings.of(plan, versions);
    AtomicBoolean over = new AtomicBoolean();
    Thread goodbye =
        new Thread(
            () -> {
              if (!over.get()) {
                out.printf("%nended; what was done is kept, and %s goes on%n", again);
              }
            });
    try (RunFolder folder = RunFolder.open(plan.output(), settings)) {
      long before = folder.outcomes().stream().filter(each -> !each.failed()).count();
      if (before > 0) {
        out.printf("done before: %s, in %s%n", Figures.many(before, "run"), plan.output());
      }
      Runtime.getRuntime().addShutdownHook(goodbye);
      try (Progress progress = new Progress(out, terminal)) {
        for (List<Job> jobs = jobs(folder); !jobs.isEmpty(); jobs = more(folder)) {
          progress.more(jobs.size());
          runner.run(
              jobs,
              outcome -> {
                folder.add(outcome);
                progress.step(!outcome.failed());
              });
        }
      } finally {
        over.set(true);
      }
      Results results = new Results(settings, planned(folder.outcomes()));
      Tables.write(results, plan.output());
      Report.write(
          results,
          plan.output(),
          places -> RunFolder.outcomes(plan.output(), places::contains),
          again);
      return results;
    }
  }

  /** What is not there; what failed is run once more. */
  private List<Job> jobs(RunFolder folder) {
    List<Job> jobs = new ArrayList<>();
    for (long seed : plan.seeds()) {
      for (Cell cell : plan.cells()) {
        if (folder.outcome(cell.id(), seed).map(Outcome::failed).orElse(true)) {
          jobs.add(new Job(cell, seed));
        }
      }
    }
    // with a rule to stop, there may be more to do even if all of these are there
    return jobs.isEmpty() ? more(folder) : jobs;
  }

  /** The next seeds of the cells whose intervals are not narrow enough. */
  private List<Job> more(RunFolder folder) {
    List<Job> jobs = new ArrayList<>();
    plan.until()
        .ifPresent(
            until -> {
              Results results =
                  new Results(Settings.of(plan, versions), planned(folder.outcomes()));
              for (Cell cell : plan.cells()) {
                long seeds =
                    folder.outcomes().stream()
                        .filter(each -> each.cell().equals(cell.id()))
                        .count();
                boolean enough =
                    plan.cells().stream()
                        .filter(each -> each.point().equals(cell.point())) // pairs stay pairs
                        .allMatch(each -> narrow(results, each, until));
                if (!enough) {
                  // half as many again, so that a wide one does not take a hundred rounds
                  long count = Math.min(until.atMost() - seeds, Math.max(2, seeds / 2));
                  nextSeeds(folder, cell, count).forEach(seed -> jobs.add(new Job(cell, seed)));
                }
              }
            });
    return jobs;
  }

  private static boolean narrow(Results results, Cell cell, Until until) {
    List<Outcome> good = results.of(cell);
    if (!good.isEmpty() && !results.measures().containsKey(until.measure())) {
      throw new PlanProblem(
          "until: no run measured \"%s\": %s"
              .formatted(
                  until.measure(), Near.meant(until.measure(), results.measures().keySet())));
    }
    return results.summary(cell, until.measure()).isWithin(until.within());
  }

  private List<Long> nextSeeds(RunFolder folder, Cell cell, long count) {
    List<Long> seeds = new ArrayList<>();
    for (long seed = plan.seeds().getLast() + 1; seeds.size() < count; seed++) {
      if (folder.outcome(cell.id(), seed).isEmpty() && !plan.seeds().contains(seed)) {
        seeds.add(seed);
      }
    }
    return seeds;
  }

  /** Without those of seeds that are no longer asked for. */
  private List<Outcome> planned(Collection<Outcome> all) {
    return all.stream()
        .filter(each -> plan.until().isPresent() || plan.seeds().contains(each.seed()))
        .toList();
  }

  /**
   * Runs one again, with its files.
   *
   * @return what it measured
   */
  Outcome replay(Cell cell, long seed, @Nullable Path files) throws InterruptedException {
    return runner.once(new Job(cell, seed), files);
  }
}
