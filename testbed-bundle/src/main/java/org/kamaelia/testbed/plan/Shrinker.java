package org.kamaelia.testbed.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * Makes a scenario that fails simpler, as long as it fails in the same way: fewer faults, hosts and
 * bytes, shorter times. What it comes to is not the simplest that there is, but none of its parts
 * can be left out.
 */
final class Shrinker {
  private final Trial trial;
  private final Fingerprint fingerprint;
  private final BooleanSupplier timeIsUp;
  private Attempt best;
  private int runs;

  /**
   * Begins with a run that has failed.
   *
   * @param timeIsUp asked before each run
   */
  Shrinker(Attempt failed, Fingerprint fingerprint, BooleanSupplier timeIsUp) {
    trial = failed.trial();
    best = failed;
    this.fingerprint = fingerprint;
    this.timeIsUp = timeIsUp;
  }

  /** How many runs it has taken. */
  int runs() {
    return runs;
  }

  /** The simplest run that fails alike. */
  Attempt shrink() {
    Scenario before;
    do {
      before = best.scenario();
      tries(before.sometimes(false));
      faults();
      hosts();
      narrowerFaults();
      int seconds = (int) Math.ceil(best.scenario().lasting().toMillis() / 1000.0);
      least(seconds, most -> lasting(Duration.ofSeconds(most)));
      least(best.scenario().payload(), most -> best.scenario().payload(most));
      shorterFaults();
    } while (!timeIsUp.getAsBoolean() && !best.scenario().equals(before));
    return best;
  }

  /** Whether it fails alike; then it is the best so far. */
  private boolean tries(Scenario scenario) {
    if (scenario.equals(best.scenario()) || timeIsUp.getAsBoolean()) {
      return false;
    }
    runs++;
    Attempt attempt = Attempt.of(trial, scenario);
    boolean same = attempt.failsLike(fingerprint);
    if (same) {
      best = attempt;
    }
    return same;
  }

  /** Leaves out faults: half of them, a quarter, and so on to each. */
  private void faults() {
    for (int size = best.scenario().plan().faults().size(); size > 0; size /= 2) {
      int from = 0;
      while (from < best.scenario().plan().faults().size()) {
        List<FaultPlan.Planned> fewer = new ArrayList<>(best.scenario().plan().faults());
        fewer.subList(from, Math.min(from + size, fewer.size())).clear();
        if (!tries(best.scenario().plan(new FaultPlan(fewer)))) {
          from += size;
        }
      }
    }
  }

  /** Leaves out hosts, with the faults that are about them; the first ones are the last to go. */
  private void hosts() {
    for (int i = best.scenario().hosts().size() - 1; i >= 0; i--) {
      List<String> fewer = new ArrayList<>(best.scenario().hosts());
      String name = fewer.remove(i);
      tries(best.scenario().hosts(fewer).plan(best.scenario().plan().without(name)));
    }
  }

  /** Leaves out hosts of what is done to several. */
  private void narrowerFaults() {
    for (int i = 0; i < best.scenario().plan().faults().size(); i++) {
      int index = i;
      for (String name : best.scenario().plan().faults().get(i).harm().names()) {
        FaultPlan.Planned fault = best.scenario().plan().faults().get(i);
        fault
            .harm()
            .without(name)
            .ifPresent(
                harm ->
                    tries(with(index, new FaultPlan.Planned(fault.at(), fault.lasting(), harm))));
      }
    }
  }

  /** The same for less time, without what would come after that. */
  private Scenario lasting(Duration time) {
    List<FaultPlan.Planned> earlier =
        best.scenario().plan().faults().stream()
            .filter(fault -> fault.at().compareTo(time) < 0)
            .toList();
    return best.scenario().lasting(time).plan(new FaultPlan(earlier));
  }

  /** Finds the least number that fails, as if all larger ones did. */
  private void least(int fails, IntFunction<Scenario> with) {
    int low = 0;
    int high = fails;
    if (high > 1 && tries(with.apply(1))) {
      return;
    }
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (tries(with.apply(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
  }

  private void shorterFaults() {
    for (int i = 0; i < best.scenario().plan().faults().size(); i++) {
      FaultPlan.Planned fault = best.scenario().plan().faults().get(i);
      long millis = fault.lasting().toMillis();
      while (millis > 1
          && tries(
              with(
                  i,
                  new FaultPlan.Planned(
                      fault.at(), Duration.ofMillis(millis / 2), fault.harm())))) {
        millis /= 2;
      }
    }
  }

  private Scenario with(int index, FaultPlan.Planned fault) {
    List<FaultPlan.Planned> faults = new ArrayList<>(best.scenario().plan().faults());
    faults.set(index, fault);
    return best.scenario().plan(new FaultPlan(faults));
  }
}
