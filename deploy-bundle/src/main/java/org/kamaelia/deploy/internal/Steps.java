package org.kamaelia.deploy.internal;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Step;
import org.kamaelia.deploy.StepReport;
import org.kamaelia.deploy.StepReport.Outcome;

/** How far a deployment has come. Threading: any thread looks, one at a time goes on. */
final class Steps {
  private final String file;
  private final List<StepReport> ended = new ArrayList<>();
  private @Nullable Step now;
  private long began;
  private Supplier<String> progress = () -> "";

  /**
   * Nothing has begun.
   *
   * @param file for the log
   */
  Steps(String file) {
    this.file = file;
  }

  void begin(Step step) {
    begin(step, () -> "");
  }

  /**
   * As above.
   *
   * @param progress what is to be said of it while it runs
   */
  synchronized void begin(Step step, Supplier<String> progress) {
    now = step;
    began = System.nanoTime();
    this.progress = progress;
  }

  void passed() {
    passed("");
  }

  void passed(String remark) {
    end(Outcome.PASSED, remark);
  }

  /** Nobody begins it. */
  void skipped(Step step, String why) {
    begin(step);
    skipped(why);
  }

  /** It turned out that there is nothing to do. */
  void skipped(String why) {
    end(Outcome.SKIPPED, why);
  }

  /** The one that runs, or ran last. */
  synchronized Step current() {
    return now != null ? now : ended.isEmpty() ? Step.WHOLE : ended.getLast().step();
  }

  /** What has begun is not passed. */
  void refused(String why) {
    end(Outcome.REFUSED, why);
  }

  private synchronized void end(Outcome outcome, String remark) {
    if (now != null) {
      var report = new StepReport(now, outcome, sinceBegan(), remark);
      ended.add(report);
      now = null;
      Folder.LOG.log(
          Level.DEBUG,
          () ->
              Refused.line(
                  "%s: %s %s, %s"
                      .formatted(
                          file,
                          report.step(),
                          outcome.name().toLowerCase(Locale.ROOT),
                          remark.isEmpty() ? time(report) : time(report) + ": " + remark)));
    }
  }

  List<StepReport> reports() {
    List<StepReport> reports;
    Step running;
    Duration took;
    Supplier<String> remark;
    synchronized (this) {
      reports = new ArrayList<>(ended);
      running = now;
      took = sinceBegan();
      remark = progress;
    }
    if (running != null) {
      // it may ask others, who need not be quick
      reports.add(new StepReport(running, Outcome.RUNNING, took, remark.get()));
    }
    return reports;
  }

  /** The times of the steps that did something, for the log. */
  synchronized String times(Step from, Step to) {
    return ended.stream()
        .filter(report -> report.step().compareTo(from) >= 0 && report.step().compareTo(to) <= 0)
        .filter(report -> report.outcome() == Outcome.PASSED)
        .map(report -> report.step() + " " + time(report))
        .collect(Collectors.joining(", "));
  }

  private Duration sinceBegan() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static String time(StepReport report) {
    return report.took().toMillis() + " ms";
  }
}
