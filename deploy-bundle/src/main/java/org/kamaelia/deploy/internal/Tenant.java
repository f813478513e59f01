package org.kamaelia.deploy.internal;

import static org.kamaelia.deploy.internal.Bundles.describe;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.deploy.Plan;
import org.kamaelia.deploy.Step;
import org.osgi.framework.Bundle;

/**
 * What runs for a file, and what takes its place.
 *
 * <p>Threading: one at a time; what runs, any thread.
 */
final class Tenant {
  private final String file;
  private final Means means;
  private volatile @Nullable Running running;

  /**
   * A bundle that runs.
   *
   * @param digest of its jar; empty if it is not known
   * @param number its jar's, 0 if that is not kept
   */
  private record Running(Bundle bundle, String digest, int number) {}

  /**
   * For a file.
   *
   * @param earlier what runs already, from an earlier deployer
   */
  Tenant(String file, @Nullable Bundle earlier, Means means) {
    this.file = file;
    this.means = means;
    running = earlier == null ? null : new Running(earlier, "", 0);
  }

  /** What runs, if anything does. */
  Optional<Bundle> bundle() {
    Running now = running;
    return now == null ? Optional.empty() : Optional.of(now.bundle);
  }

  /** What runs, for people; empty if nothing does. */
  String described() {
    return bundle().map(Bundles::describe).orElse("");
  }

  /** The number of the jar that runs; 0 if none does, or if it is not kept. */
  int number() {
    Running now = running;
    return now == null ? 0 : now.number;
  }

  /** The number of the jar to roll back to, 0 for none: what ran before, or last if none runs. */
  int previous() {
    History history = history();
    int number = number();
    return number == 0 ? history.last() : history.jar(number).map(History.Entry::before).orElse(0);
  }

  /** What a jar would do in the place of what runs. */
  Plan plan(Path jar) {
    Running now = running;
    return new Planner(means, file, now == null ? null : now.bundle)
        .plan(jar, now == null ? "" : now.digest);
  }

  /** Whether a jar is what runs. */
  boolean is(Jar jar) {
    Running now = running;
    return now != null && now.bundle.getState() == Bundle.ACTIVE && now.digest.equals(jar.digest());
  }

  /**
   * Has a jar run in the place of what runs; if a step refuses it, that runs on.
   *
   * @param number the jar's, 0 if it is not kept yet
   * @param steps of which the first has begun
   * @param what it is called in the log
   */
  void replaceBy(Jar jar, int number, Steps steps, String what)
      throws Refused, InterruptedException {
    long began = System.nanoTime();
    Running old = running;
    Bundle bundle =
        new Attempt(means, steps).run(file, jar, old == null ? 0 : old.bundle.getBundleId());
    running = new Running(bundle, jar.digest(), number);
    log(
        Level.INFO,
        "%s %s: %s in %d ms; %s"
            .formatted(
                what,
                file,
                describe(bundle),
                (System.nanoTime() - began) / 1_000_000,
                steps.times(Step.WHOLE, Step.MOVE)));
    if (old != null) {
      new Retirement(means, file, steps).begin(old.bundle, "replaced");
    }
    if (bundle.getRegisteredServices() == null) {
      log(
          Level.WARNING,
          "no service from %s: %s registered none: is its class a @Component, and is all there that it refers to?"
              .formatted(file, describe(bundle)));
    }
  }

  /**
   * Keeps the jar that runs, so that it can run again.
   *
   * @param jar whose file goes to the store, if it is not there already
   */
  void keep(Jar jar) {
    Running now = running;
    if (now == null) {
      return;
    }
    try {
      int number = now.number;
      if (number == 0 && !isLast(jar)) {
        number = add(now.bundle, jar);
      } else {
        number = number == 0 ? history().last() : number;
        if (number != history().last() || history().gone()) {
          means.store().running(file, number);
        }
      }
      running = new Running(now.bundle, now.digest, number);
    } catch (IOException e) {
      log(
          Level.WARNING,
          "not kept %s: %s runs, but there is no way back to it: %s"
              .formatted(file, describe(now.bundle), e));
    }
  }

  private boolean isLast(Jar jar) {
    return history()
        .jar(history().last())
        .filter(last -> last.digest().equals(jar.digest()))
        .isPresent();
  }

  private int add(Bundle bundle, Jar jar) throws IOException {
    var entry =
        new History.Entry(
            history().next(),
            history().last(),
            jar.digest(),
            Instant.now(),
            bundle.getSymbolicName(),
            bundle.getVersion());
    means.store().add(file, jar.path(), entry, means.configured().policy().keep());
    return entry.number();
  }

  /** A jar that is kept. */
  Jar kept(int number) throws Refused {
    History.Entry entry =
        history()
            .jar(number)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no jar %d is kept of %s, only %s".formatted(number, file, numbers())));
    Jar jar = Jar.of(means.store().jar(file, number), means.limits());
    if (!jar.digest().equals(entry.digest())) {
      throw new Refused(Step.WHOLE, "the kept jar " + jar.path() + " was changed");
    }
    return jar;
  }

  private String numbers() {
    return String.join(
        ", ", history().jars().stream().map(jar -> String.valueOf(jar.number())).toList());
  }

  /**
   * If nothing runs though the file is not removed, the server has just started: then what ran for
   * it last runs again, or what ran before that.
   *
   * @param refused the digest of the content that was refused
   */
  void fallBack(String refused) throws InterruptedException {
    History history = history();
    int number = running == null && !history.gone() ? history.last() : 0;
    while (number != 0) {
      History.Entry jar = history.jar(number).orElse(null);
      if (jar != null && !jar.digest().equals(refused)) {
        var steps = new Steps(file);
        steps.begin(Step.WHOLE);
        try {
          Jar kept = kept(number);
          replaceBy(kept, number, steps, "fell back for");
          keep(kept);
          return;
        } catch (Refused e) {
          log(Level.WARNING, "not again %s: jar %d: %s".formatted(file, number, e.reason()));
        }
      }
      number = jar == null ? 0 : jar.before();
    }
  }

  /** Its file is removed. */
  void leave() {
    Running gone = running;
    running = null;
    try {
      means.store().removed(file);
    } catch (IOException e) {
      log(Level.WARNING, "not noted that %s is removed: %s".formatted(file, e));
    }
    if (gone != null) {
      new Retirement(means, file, new Steps(file)).begin(gone.bundle, "removed");
    }
  }

  History history() {
    return means.store().history(file);
  }

  private static void log(Level level, String text) {
    Folder.LOG.log(level, Refused.line(text));
  }
}
