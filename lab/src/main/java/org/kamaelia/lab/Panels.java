package org.kamaelia.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Decides which plots show a measure: what is swept first is across, what varies next is colour.
 */
final class Panels {
  private static final Summary NOTHING = Summary.of(List.of(), 0.95);
  private static final String VARIANT = "variant";
  private static final String EXPERIMENT = "experiment";

  private final Results results;
  private final List<Cell> cells;
  private final boolean paired;

  /** By axis: the labels of what varies, in order. */
  private final Map<String, Set<String>> axes = new LinkedHashMap<>();

  private final String across;
  private final String colour;

  private Panels(Results results, List<Cell> cells, boolean paired) {
    this.results = results;
    this.cells = cells;
    this.paired = paired;
    for (Cell cell : cells) {
      for (String axis : names(cell)) {
        axes.computeIfAbsent(axis, each -> new LinkedHashSet<>()).add(label(cell, axis));
      }
    }
    axes.values().removeIf(labels -> labels.size() < 2);
    List<String> candidates = new ArrayList<>(axes.keySet());
    candidates.remove(VARIANT);
    // a scale of numbers with most places, else the most places
    across =
        candidates.stream()
            .max((a, b) -> Integer.compare(weight(a), weight(b)))
            .orElse(axes.containsKey(VARIANT) ? VARIANT : "");
    candidates.remove(across);
    colour =
        axes.containsKey(VARIANT) && !across.equals(VARIANT)
            ? VARIANT
            : candidates.stream().findFirst().orElse("");
  }

  private int weight(String axis) {
    int places = axes.getOrDefault(axis, Set.of()).size();
    return scale(axis).isPresent() ? 1000 + places : places;
  }

  private List<String> names(Cell cell) {
    List<String> names = new ArrayList<>(cell.at().keySet());
    names.add(EXPERIMENT);
    if (!paired) {
      names.add(VARIANT);
    }
    return names;
  }

  private static String label(Cell cell, String axis) {
    return switch (axis) {
      case VARIANT -> cell.variant();
      case EXPERIMENT -> cell.experiment();
      default -> cell.at().getOrDefault(axis, "");
    };
  }

  private Optional<Scale> scale(String axis) {
    if (axis.equals(VARIANT) || axis.equals(EXPERIMENT) || axis.isEmpty()) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (String label : axes.getOrDefault(axis, Set.of())) {
      cells.stream()
          .filter(cell -> label(cell, axis).equals(label))
          .findFirst()
          .ifPresent(cell -> values.add(cell.values().getOrDefault(axis, "")));
    }
    return Scale.of(results.settings().parameter(axis), values)
        .or(() -> Scale.of(Optional.empty(), List.copyOf(axes.getOrDefault(axis, Set.of()))));
  }

  /** The plots of a measure. */
  static List<Panel> of(Results results, String measure, String unit) {
    Panels panels = new Panels(results, results.settings().cells(), false);
    return panels.all(Figures.named(measure, unit), cell -> results.summary(cell, measure), false);
  }

  /** The plots of the differences of a measure between two variants. */
  static List<Panel> ofDifferences(Results results, String measure, String unit) {
    Map<String, Summary> byPoint =
        results.differences().stream()
            .filter(each -> each.measure().equals(measure))
            .collect(Collectors.toMap(Results.Difference::point, Results.Difference::paired));
    List<String> variants = results.settings().variants();
    List<Cell> first =
        results.settings().cells().stream()
            .filter(each -> each.variant().equals(variants.getFirst()))
            .toList();
    Panels panels = new Panels(results, first, true);
    String up =
        Figures.named(
            "%s: %s less %s".formatted(measure, variants.getLast(), variants.getFirst()), unit);
    return panels.all(up, cell -> byPoint.getOrDefault(cell.point(), NOTHING), true);
  }

  private List<Panel> all(String up, Function<Cell, Summary> figure, boolean zero) {
    Map<String, List<Cell>> facets = new LinkedHashMap<>();
    for (Cell cell : cells) {
      String title =
          names(cell).stream()
              .filter(axis -> axes.containsKey(axis))
              .filter(axis -> !axis.equals(across) && !axis.equals(colour))
              .map(
                  axis ->
                      axis.equals(EXPERIMENT) ? label(cell, axis) : axis + " " + label(cell, axis))
              .collect(Collectors.joining(", "));
      facets.computeIfAbsent(title, each -> new ArrayList<>()).add(cell);
    }
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (Cell cell : cells) {
      Summary each = figure.apply(cell);
      if (each.count() > 0) {
        double half = each.margin();
        least = Math.min(least, each.mean() - half);
        most = Math.max(most, each.mean() + half);
      }
    }
    List<Panel> panels = new ArrayList<>();
    for (Map.Entry<String, List<Cell>> each : facets.entrySet()) {
      panels.add(panel(each.getKey(), each.getValue(), up, figure, least, most, zero));
    }
    return panels;
  }

  private Panel panel(
      String title,
      List<Cell> some,
      String up,
      Function<Cell, Summary> figure,
      double least,
      double most,
      boolean zero) {
    List<String> places =
        across.isEmpty() ? List.of("") : List.copyOf(axes.getOrDefault(across, Set.of("")));
    Optional<Scale> scale = scale(across);
    List<Panel.Line> lines = new ArrayList<>();
    for (String line : axes.getOrDefault(colour, Set.of(""))) {
      List<Summary> figures = new ArrayList<>();
      for (String place : places) {
        figures.add(
            some.stream()
                .filter(cell -> across.isEmpty() || label(cell, across).equals(place))
                .filter(cell -> colour.isEmpty() || label(cell, colour).equals(line))
                .findFirst()
                .map(figure)
                .orElse(NOTHING));
      }
      String name =
          colour.isEmpty() || colour.equals(VARIANT) || colour.equals(EXPERIMENT)
              ? line
              : colour + " " + line;
      lines.add(new Panel.Line(name, figures));
    }
    String unit = scale.map(Scale::unit).orElse("");
    return new Panel(
        title,
        across.equals(VARIANT) || across.equals(EXPERIMENT) ? "" : Figures.named(across, unit),
        up,
        places,
        scale.map(Scale::numbers),
        lines,
        least,
        most,
        zero);
  }
}
