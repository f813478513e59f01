package org.kamaelia.deploy.internal;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.DeploymentException;
import org.kamaelia.deploy.Plan;
import org.kamaelia.deploy.Step;
import org.osgi.framework.Bundle;

/**
 * One file name in the folder: what becomes of its file's changes, and of what is asked of it by
 * command, one after the other. No file waits for another.
 */
final class Slot {
  /** How the name of a file ends that is not in the folder yet. */
  static final String BESIDE = ".beside";

  private final Path file;
  private final String name;
  private final Tenant tenant;
  private final Means means;
  private final Runnable deployed;
  private final Watched watched;
  private final Worker worker;
  private final CountDownLatch tried = new CountDownLatch(1);

  private volatile @Nullable Deployment deployment;
  private volatile Steps steps;

  /** Its bundle may lack what another file can bring. */
  private volatile boolean unresolved;

  // the worker's
  private Duration quiet;

  /** How the file looked when it was dealt with last. */
  private Watched.@Nullable Look dealtWith;

  private @Nullable Refusal refusal;

  /** What was refused last, and why. */
  private record Refusal(Watched.@Nullable Look look, String digest, String reason) {}

  /**
   * Makes the place for a file.
   *
   * @param earlier what runs for it already, from an earlier deployer
   * @param quiet how long the file must not have changed, the first time
   * @param deployed runs each time that a bundle has come to run here
   */
  Slot(Path file, @Nullable Bundle earlier, Duration quiet, Means means, Runnable deployed) {
    this.file = file;
    this.watched = new Watched(file);
    this.name = file.getFileName().toString();
    this.tenant = new Tenant(name, earlier, means);
    this.steps = new Steps(name);
    this.quiet = quiet;
    this.means = means;
    this.deployed = deployed;
    this.worker = new Worker(name, watched, this::changed);
  }

  /** What became of the file; empty if it is not there. */
  Optional<Deployment> deployment() {
    return Optional.ofNullable(deployment).map(this::withSteps);
  }

  private Deployment withSteps(Deployment it) {
    return new Deployment(
        it.file(),
        it.state(),
        it.bundle(),
        it.version(),
        it.bundleId(),
        it.reason(),
        it.since(),
        steps.reports());
  }

  /** The number of the kept jar that runs; 0 if none does. */
  int number() {
    return tenant.number();
  }

  /** Something happened to the file, or may have. */
  void touch() {
    worker.touch();
  }

  /** Touches it if it does not look as it did; who is at work will see it without. */
  void rescan() {
    worker.rescan();
  }

  /** Touches it if what it lacked may be there now. */
  void retry() {
    if (unresolved) {
      touch();
    }
  }

  /** Touches it if it was refused: what the operator lets in has changed. */
  void reconsider() {
    if (is(State.REJECTED)) {
      unresolved = true;
      touch();
    }
  }

  /** Whether there is neither a file nor anything to do. */
  boolean isVacant() {
    return worker.isIdle() && watched.seen() == null;
  }

  /** What a jar would do here. Any thread. */
  Plan plan(Path jar) {
    return tenant.plan(jar);
  }

  /** Has a jar run, and puts it into the folder. */
  Future<Deployment> deploy(Path jar) {
    return worker.ask(() -> put(0, "deployed", () -> Jar.copy(jar, copy(), means.limits())));
  }

  /** The same with a jar that is kept. */
  Future<Deployment> rollBack(int number) {
    return worker.ask(() -> rolledBack(number));
  }

  /** The same with what ran before. */
  Future<Deployment> rollBack() {
    return worker.ask(
        () -> {
          int number = tenant.previous();
          if (number == 0) {
            throw new IllegalArgumentException("nothing is kept that ran for " + name + " before");
          }
          return rolledBack(number);
        });
  }

  /** Waits until the file was tried for the first time, but not for long. */
  @SuppressWarnings("ReturnValueIgnored") // too long is as good
  void awaitTried() throws InterruptedException {
    tried.await(means.limits().patience().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Tells the work to end; what runs goes on. */
  void stop() {
    worker.stop();
  }

  /** Waits until the work has ended, but not for long. */
  void join() throws InterruptedException {
    worker.join();
  }

  // The file.

  private void changed() throws InterruptedException {
    if (settles()) {
      dealWithFile();
      tried.countDown();
    }
  }

  /** Waits until the file has not changed for a while; false if a command comes first. */
  private boolean settles() throws InterruptedException {
    while (watched.changesWithin(quiet)) {
      if (worker.isAsked()) {
        touch();
        return false;
      }
      if (deployment == null && watched.seen() != null) {
        become(State.INCOMPLETE, "");
      }
    }
    quiet = means.limits().quiet();
    return true;
  }

  private void dealWithFile() throws InterruptedException {
    Watched.Look before = dealtWith;
    dealtWith = watched.seen();
    if (dealtWith == null) {
      leave();
      return;
    }
    var now = new Steps(name);
    now.begin(Step.WHOLE);
    String digest = "";
    try {
      Jar jar = Jar.copy(file, copy(), means.limits());
      digest = jar.digest();
      if (tenant.is(jar)) {
        unchanged(jar, before);
      } else if (!isRefusedAlready(digest)) {
        steps = now;
        // what another file brings meanwhile must not be missed
        unresolved = true;
        tenant.replaceBy(jar, 0, now, "deployed");
        runs(jar);
        audit("deployed " + tenant.described());
      }
    } catch (Refused e) {
      refused(now, digest, e);
    } catch (RuntimeException | Error e) {
      refused(now, digest, new Refused(now.current(), "failed: " + e));
    } finally {
      delete(copy());
    }
  }

  /** The content is what runs already: the file was touched or restored, or just an event late. */
  private void unchanged(Jar jar, Watched.@Nullable Look before) {
    if (!is(State.RUNNING)) {
      runs(jar);
    }
    if (!Objects.equals(dealtWith, before)) {
      log(Level.INFO, "unchanged", tenant.described() + " runs on");
    }
  }

  /** Nothing happened since, an event was late: then to try again would be to do it unasked. */
  private boolean isRefusedAlready(String digest) {
    return is(State.REJECTED)
        && !unresolved
        && refusal != null
        && refusal.equals(new Refusal(dealtWith, digest, refusal.reason()));
  }

  private void refused(Steps now, String digest, Refused e) throws InterruptedException {
    if (Thread.interrupted()) {
      // so it was no fault of the jar
      throw new InterruptedException();
    }
    now.refused(e.why());
    steps = now;
    tenant.fallBack(digest);
    if (e.step() == Step.WHOLE) {
      become(State.INCOMPLETE, e.reason());
      tried.countDown();
      if (watched.changesWithin(means.limits().patience())) {
        touch();
        return;
      }
    }
    unresolved = e.step() == Step.RESOLVE;
    become(State.REJECTED, e.reason());
    var latest = new Refusal(watched.seen(), digest, e.reason());
    if (!latest.equals(refusal)) {
      refusal = latest;
      String runsOn = tenant.described();
      log(
          Level.WARNING,
          "rejected",
          runsOn.isEmpty() ? e.reason() : e.reason() + "; " + runsOn + " runs on");
      audit("rejected: " + e.reason());
    }
  }

  private void leave() {
    tenant.leave();
    if (deployment != null) {
      audit("removed");
    }
    unresolved = false;
    refusal = null;
    deployment = null;
  }

  // What is asked for.

  /** Where a jar comes from. */
  private interface Source {
    Jar jar() throws Refused;
  }

  private Deployment rolledBack(int number) throws DeploymentException, InterruptedException {
    return put(number, "rolled back", () -> tenant.kept(number));
  }

  /** All steps for a jar from elsewhere, which is the file's content then. */
  private Deployment put(int number, String what, Source source)
      throws DeploymentException, InterruptedException {
    var now = new Steps(name);
    now.begin(Step.WHOLE);
    Path beside = file.resolveSibling("." + name + BESIDE);
    try {
      Jar jar = source.jar();
      // while it can still be refused: later there may be no room
      copyBeside(jar, beside);
      if (!tenant.is(jar)) {
        steps = now;
        tenant.replaceBy(jar, number, now, what);
      }
      place(beside);
      runs(jar);
      return deployment().orElseThrow();
    } catch (Refused e) {
      now.refused(e.why());
      throw new DeploymentException(name, e.step(), e.why());
    } catch (RuntimeException | Error e) {
      now.refused(Refused.line("failed: " + e));
      throw e;
    } finally {
      delete(beside);
      delete(copy());
    }
  }

  private static void copyBeside(Jar jar, Path beside) throws Refused {
    try {
      Files.copy(jar.path(), beside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Refused(Step.WHOLE, "cannot be copied into the folder: " + e);
    }
  }

  /**
   * The file is what runs now, unless somebody has put another one there meanwhile: then that is
   * what comes next.
   */
  private void place(Path beside) {
    try {
      if (Objects.equals(watched.see(), dealtWith)) {
        // nobody sees to it that it is on the disk: if it is not, what is kept runs
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        dealtWith = watched.see();
      }
    } catch (IOException e) {
      log(Level.WARNING, "not in the folder", tenant.described() + " runs, but " + e);
    }
  }

  // Both.

  private void runs(Jar jar) {
    unresolved = false;
    refusal = null;
    become(State.RUNNING, "");
    tried.countDown();
    tenant.keep(jar);
    deployed.run();
  }

  private void become(State state, String reason) {
    Optional<Bundle> runs = tenant.bundle();
    deployment =
        new Deployment(
            name,
            state,
            runs.map(Bundle::getSymbolicName).orElse(""),
            runs.map(bundle -> bundle.getVersion().toString()).orElse(""),
            runs.map(Bundle::getBundleId).orElse(0L),
            reason,
            Instant.now(),
            List.of());
  }

  private boolean is(State state) {
    Deployment now = deployment;
    return now != null && now.state() == state;
  }

  /** Where our copy of a jar is until it is kept. */
  private Path copy() {
    return means.store().temporary(name);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // the next one is written over it
    }
  }

  /** Who changed the file is not known here: it is named instead. */
  private void audit(String result) {
    Folder.AUDIT.log(Level.INFO, Refused.line("deploy/" + name + ": " + result));
  }

  private void log(Level level, String what, String text) {
    Folder.LOG.log(level, Refused.line(what + " " + name + ": " + text));
  }
}
