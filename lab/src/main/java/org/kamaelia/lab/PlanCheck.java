package org.kamaelia.lab;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has experiments check the values that only they understand, and tells where in a plan they are.
 */
final class PlanCheck {
  private final Map<String, YamlValue> entries;
  private final Set<String> commandLine;
  private final List<Experiment> experiments;

  /**
   * Makes one.
   *
   * @param entries of the plan, by their keys
   * @param commandLine the parameters that are set there
   */
  PlanCheck(Map<String, YamlValue> entries, Set<String> commandLine, List<Experiment> experiments) {
    this.entries = entries;
    this.commandLine = commandLine;
    this.experiments = experiments;
  }

  /**
   * Checks the values of all cells.
   *
   * @param loader of the classes that values name, as in a run
   * @throws PlanProblem if one is not right: with its line if it is in the plan
   */
  void check(List<Cell> cells, ClassLoader loader) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      for (Cell cell : cells) {
        experiments.stream()
            .filter(each -> each.name().equals(cell.experiment()))
            .forEach(each -> check(each, cell));
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void check(Experiment experiment, Cell cell) {
    try {
      experiment.check(new RecordedRun(new Job(cell, 1), experiment.parameters(), null));
    } catch (ValueProblem e) {
      String name = e.parameter();
      YamlValue written = written(cell, name);
      if (written != null && !commandLine.contains(name)) {
        throw written.problem(e.line(), e.getMessage() + "");
      }
      String from = commandLine.contains(name) ? "--set " : "";
      throw new PlanProblem("%s%s: %s".formatted(from, name, e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new PlanProblem("%s: %s".formatted(cell.id(), e.getMessage()));
    }
  }

  /** Where the value of a cell is in the plan; null if it is not. */
  private @Nullable YamlValue written(Cell cell, String parameter) {
    YamlValue variant = within(within(entries.get("compare"), cell.variant()), parameter);
    YamlValue swept = within(entries.get("sweep"), parameter);
    if (variant != null || swept == null) {
      return variant != null ? variant : within(entries.get("set"), parameter);
    }
    String label = cell.at().getOrDefault(parameter, "");
    YamlValue named = within(swept, label);
    return named != null
        ? named
        : swept.list().stream()
            .filter(each -> !each.isMap() && each.text().equals(label))
            .findFirst()
            .orElse(swept);
  }

  private static @Nullable YamlValue within(@Nullable YamlValue value, String key) {
    return value != null && value.isMap() ? value.map().get(key) : null;
  }
}
