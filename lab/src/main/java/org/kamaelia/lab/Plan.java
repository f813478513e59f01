package org.kamaelia.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be run.
 *
 * @param name for the report, and for the folder
 * @param text the file that it was read from
 * @param experiments those that occur
 * @param cells all combinations
 * @param variants that are compared: none, or two
 * @param seeds that each cell is run with
 * @param until whether more seeds are added, from the last one on
 * @param confidence of intervals, such as 0.95
 * @param repeat the share of runs that are run twice
 * @param bound how long a run may take, by the machine's clock
 * @param jobs how many runs there are at a time
 * @param output the folder of the results
 */
record Plan(
    String name,
    String text,
    List<Experiment> experiments,
    List<Cell> cells,
    List<String> variants,
    List<Long> seeds,
    Optional<Until> until,
    double confidence,
    double repeat,
    Duration bound,
    int jobs,
    Path output) {
  Plan {
    experiments = List.copyOf(experiments);
    cells = List.copyOf(cells);
    variants = List.copyOf(variants);
    seeds = List.copyOf(seeds);
  }

  /** The experiment of a cell. */
  Experiment experiment(Cell cell) {
    return experiments.stream()
        .filter(each -> each.name().equals(cell.experiment()))
        .findAny()
        .orElseThrow();
  }

  /**
   * The cell of a name.
   *
   * @throws PlanProblem if there is none
   */
  Cell cell(String id) {
    return cells.stream()
        .filter(each -> each.id().equals(id))
        .findAny()
        .orElseThrow(
            () ->
                new PlanProblem(
                    "no cell \"%s\": %s"
                        .formatted(id, Near.meant(id, cells.stream().map(Cell::id).toList()))));
  }
}
