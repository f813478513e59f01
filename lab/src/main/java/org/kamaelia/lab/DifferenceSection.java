package org.kamaelia.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What differs between two variants. */
final class DifferenceSection {
  private static final int MOST_COLUMNS = 8;

  private final Results results;
  private final Html page;
  private final PlotSection plots;

  DifferenceSection(Results results, Html page, PlotSection plots) {
    this.results = results;
    this.page = page;
    this.plots = plots;
  }

  void write() {
    List<Results.Difference> differences = results.differences();
    if (differences.isEmpty()) {
      return;
    }
    String first = results.settings().variants().getFirst();
    String second = results.settings().variants().getLast();
    page.section("comparison", second + " less " + first);
    page.element(
        "p",
        ("Differences are taken seed by seed. Bold: the interval of the difference leaves out"
                + " zero, which by chance is so in %s of the fields. Grey: none was seen.")
            .formatted(Figures.share(1 - results.settings().confidence())));
    matrix(differences, first);
    page.details(
        "All figures, and the differences as plots",
        () -> {
          List<List<String>> rows = new ArrayList<>();
          for (Results.Difference each : differences) {
            rows.add(
                List.of(
                    each.point(),
                    Figures.named(each.measure(), each.unit()),
                    CompareCommand.verdict(each.paired()),
                    Figures.interval(each.first()),
                    Figures.interval(each.second()),
                    Figures.interval(each.paired()),
                    change(each)));
          }
          page.table(
              List.of(
                  "cell", "measure", second + " has", first, second, "difference", "of " + first),
              rows,
              3);
          plots.write((name, unit) -> Panels.ofDifferences(results, name, unit));
        });
  }

  /** At one glance: measures down, cells across, or the other way where there are many cells. */
  private void matrix(List<Results.Difference> differences, String first) {
    Map<String, Map<String, Html.Cell>> byMeasure = new LinkedHashMap<>();
    Map<String, Map<String, Html.Cell>> byPoint = new LinkedHashMap<>();
    for (Results.Difference each : differences) {
      if (results.isNothing(each.measure())) {
        continue;
      }
      String verdict = CompareCommand.verdict(each.paired());
      boolean seen = verdict.equals("more") || verdict.equals("less");
      Html.Cell cell = new Html.Cell(change(each), seen ? verdict : "unseen");
      String measure = each.measure();
      byMeasure.computeIfAbsent(measure, name -> new LinkedHashMap<>()).put(each.point(), cell);
      byPoint.computeIfAbsent(each.point(), name -> new LinkedHashMap<>()).put(measure, cell);
    }
    boolean down = byPoint.size() <= MOST_COLUMNS;
    page.matrix(
        (down ? "measure" : "cell") + ", in % of " + first,
        down ? List.copyOf(byPoint.keySet()) : List.copyOf(byMeasure.keySet()),
        down ? byMeasure : byPoint);
  }

  private static String change(Results.Difference difference) {
    double before = difference.first().mean();
    double change = difference.paired().mean() / before;
    if (difference.paired().count() == 0) {
      return "-";
    }
    if (difference.paired().mean() == 0) {
      return "0 %";
    }
    return before == 0 || !Double.isFinite(change)
        ? Figures.number(difference.paired().mean()) + " " + difference.unit()
        : (change > 0 ? "+" : "") + Figures.share(Math.round(change * 1000) / 1000.0);
  }
}
