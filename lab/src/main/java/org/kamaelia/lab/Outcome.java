package org.kamaelia.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a run went.
 *
 * @param cell by its name
 * @param wall how long it took, in seconds by the machine's clock
 * @param error why it failed; empty if it did not
 * @param stack where; empty if it did not, or if it took too long
 * @param checked whether it was run twice, and measured the same again
 */
record Outcome(
    String cell,
    long seed,
    double wall,
    String error,
    String stack,
    boolean checked,
    Map<String, Measure> measures,
    Map<String, Curve> curves) {
  Outcome {
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
  }

  /** Which run it is of. */
  Curves.Place place() {
    return new Curves.Place(cell, seed);
  }

  boolean failed() {
    return !error.isEmpty();
  }

  /** Without its curves, which are large. */
  Outcome light() {
    return new Outcome(cell, seed, wall, error, stack, checked, measures, Map.of());
  }

  /** The same, of a cell by another name. */
  Outcome of(String name) {
    return new Outcome(name, seed, wall, error, stack, checked, measures, curves);
  }

  /** One that failed. */
  static Outcome failed(Job job, double wall, String error, String stack) {
    return new Outcome(job.cell().id(), job.seed(), wall, error, stack, false, Map.of(), Map.of());
  }
}
