package org.kamaelia.deploy.internal;

import static org.kamaelia.deploy.internal.Bundles.describe;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Deployment;
import org.kamaelia.deploy.Deployment.State;
import org.kamaelia.deploy.Step;
import org.osgi.framework.Bundle;

/**
 * One file name in the folder, and the bundle that runs for it. It has a thread while there is
 * something to do, so no file waits for another.
 */
final class Slot {
  private final Path file;
  private final String name;
  private final Bundles bundles;
  private final Limits limits;
  private final Runnable deployed;
  private final Watched watched;
  private final CountDownLatch tried = new CountDownLatch(1);

  private volatile @Nullable Deployment deployment;

  /** Its bundle may lack what another file can bring. */
  private volatile boolean unresolved;

  // under this object's lock
  private @Nullable Thread worker;
  private boolean stopped;

  // the worker's
  private Duration quiet;
  private @Nullable Bundle running;
  private String runningDigest = "";
  private String digest = "";
  private Watched.@Nullable Look runningLook;
  private @Nullable Refusal refusal;

  /** What was refused last, and why. */
  private record Refusal(Watched.@Nullable Look look, String digest, String reason) {}

  /**
   * Makes the place for a file.
   *
   * @param running what runs for it already, from an earlier deployer
   * @param quiet how long the file must not have changed, the first time
   * @param deployed runs each time that a bundle has come to run here
   */
  Slot(
      Path file,
      @Nullable Bundle running,
      Duration quiet,
      Bundles bundles,
      Limits limits,
      Runnable deployed) {
    this.file = file;
    this.watched = new Watched(file);
    this.name = file.getFileName().toString();
    this.running = running;
    this.quiet = quiet;
    this.bundles = bundles;
    this.limits = limits;
    this.deployed = deployed;
  }

  /** What became of the file; empty if it is not there. */
  Optional<Deployment> deployment() {
    return Optional.ofNullable(deployment);
  }

  /** Something happened to the file, or may have. */
  synchronized void touch() {
    watched.touch();
    if (worker == null && !stopped) {
      worker = Thread.ofPlatform().daemon().name("deploy " + name).start(this::work);
    }
  }

  /** Touches it if it does not look as it did; who is at work will see it without. */
  synchronized void rescan() {
    if (worker == null && watched.looksOtherwise()) {
      touch();
    }
  }

  /** Touches it if what it lacked may be there now. */
  void retry() {
    if (unresolved) {
      touch();
    }
  }

  /** Whether there is neither a file nor anything to do. */
  synchronized boolean isVacant() {
    return worker == null && watched.seen() == null;
  }

  /** Waits until the file was tried for the first time, but not for long. */
  @SuppressWarnings("ReturnValueIgnored") // too long is as good
  void awaitTried() throws InterruptedException {
    tried.await(limits.patience().toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Tells the work to end; what runs goes on. */
  synchronized void stop() {
    stopped = true;
    if (worker != null) {
      worker.interrupt();
    }
  }

  /** Waits until the work has ended, but not for long. */
  void join() throws InterruptedException {
    Thread ending;
    synchronized (this) {
      ending = worker;
    }
    if (ending != null) {
      ending.join(Duration.ofSeconds(1));
    }
  }

  private void work() {
    try {
      do {
        settle();
        if (watched.seen() == null) {
          remove();
        } else {
          tryToDeploy();
        }
        tried.countDown();
      } while (!isIdle());
    } catch (InterruptedException e) {
      // Stopped.
    }
  }

  /** Waits until the file has not changed for a while. */
  private void settle() throws InterruptedException {
    while (watched.changesWithin(quiet)) {
      if (deployment == null && watched.seen() != null) {
        become(State.INCOMPLETE, "");
      }
    }
    quiet = limits.quiet();
  }

  private void tryToDeploy() throws InterruptedException {
    try {
      deploy();
    } catch (Refused e) {
      if (e.step() == Step.WHOLE) {
        become(State.INCOMPLETE, e.reason());
        tried.countDown();
        if (watched.changesWithin(limits.patience())) {
          touch();
          return;
        }
      }
      reject(e.reason());
      unresolved = e.step() == Step.RESOLVE;
    } catch (RuntimeException | Error e) {
      reject(Refused.line("failed: " + e));
    }
  }

  /** All steps. Until the last has passed, what runs is not touched. */
  private void deploy() throws Refused, InterruptedException {
    long began = System.nanoTime();
    digest = "";
    try (var jar = new Jar(bundles.storage(name))) {
      digest = jar.copy(file, limits);
      if (running != null && running.getState() == Bundle.ACTIVE && digest.equals(runningDigest)) {
        keep(running);
        return;
      }
      if (isRefusedAlready()) {
        return;
      }
      jar.mustBeWhole(limits);
      jar.mustBeValid();
      Bundle bundle = bundles.install(name, jar);
      // from here on: what another file brings meanwhile must not be missed
      unresolved = true;
      try {
        bundles.start(bundle, limits.start());
      } catch (Refused | InterruptedException | RuntimeException | Error e) {
        bundles.retire(bundle, () -> {});
        throw e;
      }
      replaceBy(bundle, Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /** Nothing happened since, an event was late: then to try again would be to do it unasked. */
  private boolean isRefusedAlready() {
    return is(State.REJECTED)
        && !unresolved
        && refusal != null
        && refusal.equals(new Refusal(watched.seen(), digest, refusal.reason()));
  }

  /** The content is what runs already: the file was touched or restored, or just an event late. */
  private void keep(Bundle bundle) {
    if (!is(State.RUNNING) || !Objects.equals(watched.seen(), runningLook)) {
      run();
      log(Level.INFO, "unchanged", describe(bundle) + " runs on");
    }
  }

  private void replaceBy(Bundle bundle, Duration took) {
    Bundle old = running;
    running = bundle;
    runningDigest = digest;
    run();
    log(Level.INFO, "deployed", describe(bundle, ", " + took.toMillis() + " ms"));
    if (old != null) {
      bundles.retire(old, () -> log(Level.INFO, "replaced", describe(old)));
    }
    if (bundle.getRegisteredServices() == null) {
      log(
          Level.WARNING,
          "no service from",
          describe(bundle)
              + " registered none: is its class a @Component, and is all there that it refers to?");
    }
    deployed.run();
  }

  private void run() {
    unresolved = false;
    refusal = null;
    runningLook = watched.seen();
    become(State.RUNNING, "");
  }

  private void reject(String reason) throws InterruptedException {
    if (Thread.interrupted()) {
      // so it was no fault of the jar
      throw new InterruptedException();
    }
    become(State.REJECTED, reason);
    var now = new Refusal(watched.seen(), digest, reason);
    if (!now.equals(refusal)) {
      refusal = now;
      log(
          Level.WARNING,
          "rejected",
          running == null ? reason : reason + "; " + describe(running) + " runs on");
    }
  }

  private void remove() {
    Bundle gone = running;
    running = null;
    unresolved = false;
    refusal = null;
    deployment = null;
    if (gone != null) {
      bundles.retire(gone, () -> log(Level.INFO, "removed", describe(gone)));
    }
  }

  private void become(State state, String reason) {
    deployment =
        new Deployment(
            name,
            state,
            running == null ? "" : running.getSymbolicName(),
            running == null ? "" : running.getVersion().toString(),
            running == null ? 0 : running.getBundleId(),
            reason,
            Instant.now(),
            List.of());
  }

  private boolean is(State state) {
    Deployment now = deployment;
    return now != null && now.state() == state;
  }

  private synchronized boolean isIdle() {
    if (watched.isTouched()) {
      return false;
    }
    worker = null;
    return true;
  }

  private void log(Level level, String what, String text) {
    Folder.LOG.log(level, Refused.line(what + " " + name + ": " + text));
  }
}
