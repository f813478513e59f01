package org.kamaelia.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Runs, and what can be said of them. */
final class Results {
  /**
   * Further from the median than so many deviations is an outlier. Iglewicz and Hoaglin say 3.5 for
   * one figure; a run has many.
   */
  private static final double FAR = 5;

  /** Of a normal distribution's deviation, what the median deviation is. */
  private static final double NORMAL = 0.6745;

  private static final int FEWEST_FOR_OUTLIERS = 6;

  private final Settings settings;
  private final List<Outcome> outcomes;
  private final Map<String, List<Outcome>> good = new LinkedHashMap<>();
  private final Map<String, String> units = new LinkedHashMap<>();

  /** A measure that two variants have with the same seeds. */
  record Difference(
      String point, String measure, String unit, Summary first, Summary second, Summary paired) {}

  /** A run that measured something else than the others of its cell. */
  record Outlier(
      Cell cell, long seed, String measure, double value, double median, double distance) {}

  Results(Settings settings, Collection<Outcome> outcomes) {
    this.settings = settings;
    List<String> order = settings.cells().stream().map(Cell::id).toList();
    this.outcomes =
        outcomes.stream()
            .sorted(
                Comparator.comparingInt((Outcome each) -> order.indexOf(each.cell()))
                    .thenComparingLong(Outcome::seed))
            .toList();
    settings.cells().forEach(cell -> good.put(cell.id(), new ArrayList<>()));
    for (Outcome each : this.outcomes) {
      List<Outcome> cell = good.get(each.cell());
      if (cell != null && !each.failed()) {
        cell.add(each);
        each.measures().forEach((name, measure) -> units.putIfAbsent(name, measure.unit()));
      }
    }
  }

  Settings settings() {
    return settings;
  }

  List<Outcome> outcomes() {
    return outcomes;
  }

  /** The runs of a cell that did not fail, by seed. */
  List<Outcome> of(Cell cell) {
    return good.getOrDefault(cell.id(), List.of());
  }

  List<Outcome> failed() {
    return outcomes.stream().filter(Outcome::failed).toList();
  }

  /** All measures and their units, in the order in which they occur. */
  Map<String, String> measures() {
    return units;
  }

  /** Whether a measure is zero in all runs, so that it need not be shown. */
  boolean isNothing(String measure) {
    return outcomes.stream()
        .map(each -> each.measures().get(measure))
        .filter(Objects::nonNull)
        .allMatch(each -> each.value() == 0);
  }

  /** What a cell's runs measured. */
  Summary summary(Cell cell, String measure) {
    return Summary.of(values(cell, measure).values(), settings.confidence());
  }

  /** By seed. */
  private Map<Long, Double> values(Cell cell, String measure) {
    Map<Long, Double> values = new LinkedHashMap<>();
    for (Outcome each : of(cell)) {
      Measure found = each.measures().get(measure);
      if (found != null) {
        values.put(each.seed(), found.value());
      }
    }
    return values;
  }

  /** The second variant less the first one, of the seeds that both have. */
  List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    if (settings.variants().size() != 2) {
      return differences;
    }
    for (Cell first : settings.cells()) {
      if (!first.variant().equals(settings.variants().getFirst())) {
        continue;
      }
      Optional<Cell> second =
          settings.cells().stream()
              .filter(each -> each.point().equals(first.point()))
              .filter(each -> each.variant().equals(settings.variants().getLast()))
              .findAny();
      for (Map.Entry<String, String> measure : units.entrySet()) {
        second.ifPresent(
            it -> differences.add(difference(first, it, measure.getKey(), measure.getValue())));
      }
    }
    return differences;
  }

  private Difference difference(Cell first, Cell second, String measure, String unit) {
    Map<Long, Double> before = values(first, measure);
    Map<Long, Double> after = values(second, measure);
    List<Double> paired = new ArrayList<>();
    before.forEach(
        (seed, value) -> {
          Double other = after.get(seed);
          if (other != null) {
            paired.add(other - value);
          }
        });
    return new Difference(
        first.point(),
        measure,
        unit,
        summary(first, measure),
        summary(second, measure),
        Summary.of(paired, settings.confidence()));
  }

  /**
   * Runs far from their cell's median, by the median of the deviations from it: each once, with the
   * measure that is furthest, the furthest run first.
   */
  List<Outlier> outliers() {
    List<Outlier> outliers = new ArrayList<>();
    for (Cell cell : settings.cells()) {
      Map<Long, Outlier> furthest = new LinkedHashMap<>();
      for (String measure : units.keySet()) {
        for (Outlier each : outliers(cell, measure)) {
          furthest.merge(each.seed(), each, (a, b) -> a.distance() >= b.distance() ? a : b);
        }
      }
      outliers.addAll(furthest.values());
    }
    outliers.sort(Comparator.comparingDouble(Outlier::distance).reversed());
    return outliers;
  }

  private List<Outlier> outliers(Cell cell, String measure) {
    Map<Long, Double> values = values(cell, measure);
    values.values().removeIf(value -> !Double.isFinite(value));
    double median = Summary.median(array(values.values(), value -> value));
    double spread = Summary.median(array(values.values(), value -> Math.abs(value - median)));
    List<Outlier> outliers = new ArrayList<>();
    if (values.size() >= FEWEST_FOR_OUTLIERS && spread > 0) {
      values.forEach(
          (seed, value) -> {
            double distance = NORMAL * Math.abs(value - median) / spread;
            if (distance > FAR) {
              outliers.add(new Outlier(cell, seed, measure, value, median, distance));
            }
          });
    }
    return outliers;
  }

  private static double[] array(Collection<Double> values, ToDoubleFunction<Double> of) {
    return values.stream().mapToDouble(of).toArray();
  }

  /** The run in the middle of a cell by its first measure. */
  Optional<Outcome> middle(Cell cell) {
    List<Outcome> runs = new ArrayList<>(of(cell));
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    String first = units.keySet().stream().findFirst().orElse("");
    runs.sort(
        (a, b) ->
            Double.compare(
                a.measures().getOrDefault(first, new Measure("", 0)).value(),
                b.measures().getOrDefault(first, new Measure("", 0)).value()));
    return Optional.of(runs.get(runs.size() / 2));
  }
}
