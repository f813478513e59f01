package org.kamaelia.testbed.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Simulation;

/** One run of a trial, and what came of it. */
final class Attempt {
  /** Components that failed which are named. */
  private static final int NAMED = 10;

  private final Trial trial;
  private final Scenario scenario;
  private final Simulation simulation;
  private final List<String> failed = new ArrayList<>();
  private @Nullable Throwable failure;

  private Attempt(Trial trial, Scenario scenario) {
    this.trial = trial;
    this.scenario = scenario;
    simulation = new Simulation(scenario.seed());
  }

  static Attempt of(Trial trial, Scenario scenario) {
    return of(trial, scenario, Long.MAX_VALUE);
  }

  /**
   * Runs it.
   *
   * @param from the event from which on the trace keeps texts
   */
  static Attempt of(Trial trial, Scenario scenario, long from) {
    Attempt attempt = new Attempt(trial, scenario);
    attempt.simulation.trace().keep(from);
    attempt.run();
    return attempt;
  }

  private void run() {
    if (scenario.sometimes()) {
      simulation.sites().fire();
    }
    simulation.onFailure(
        (component, cause) -> {
          if (failed.size() < NAMED) {
            failed.add("%s: %s".formatted(component, cause));
          }
          if (cause instanceof AssertionError && failure == null) {
            failure = cause;
          }
          return true;
        });
    try {
      trial.run(scenario, simulation);
    } catch (Throwable e) {
      failure = failure == null ? e : failure;
    }
    simulation.onFailure((component, cause) -> true);
    simulation.hosts().forEach(Host::crash); // lets go of what components hold
  }

  Trial trial() {
    return trial;
  }

  Scenario scenario() {
    return scenario;
  }

  Simulation simulation() {
    return simulation;
  }

  /** What the trial threw, or first a component that found something wrong; null if all is well. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Components that failed, and why. */
  List<String> failed() {
    return failed;
  }

  boolean failsLike(Fingerprint fingerprint) {
    return failure != null && Fingerprint.of(failure).equals(fingerprint);
  }
}
