package org.kamaelia.lab;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Curves over time. */
final class CurveSection {
  private static final int CURVE_HEIGHT = 230;
  private static final int MOST_CURVE_CELLS = 24;
  private static final int OPEN_CURVE_CELLS = 2;
  private static final int MOST_FAINT = 12;

  private final Results results;
  private final Curves curves;
  private final Html page;
  private final PlotSection plots;

  CurveSection(Results results, Curves curves, Html page, PlotSection plots) {
    this.results = results;
    this.curves = curves;
    this.page = page;
    this.plots = plots;
  }

  void write() throws IOException {
    List<Cell> cells = results.settings().cells().stream().limit(MOST_CURVE_CELLS).toList();
    Map<String, Long> middles = new LinkedHashMap<>();
    Set<Curves.Place> places = new LinkedHashSet<>();
    for (Cell cell : cells) {
      Optional<Outcome> middle = results.middle(cell);
      middle.ifPresent(each -> middles.put(cell.id(), each.seed()));
      middle.ifPresent(each -> places.add(each.place()));
      results.of(cell).stream().limit(MOST_FAINT).forEach(each -> places.add(each.place()));
    }
    Map<String, List<Outcome>> read =
        curves.read(places).stream()
            .filter(each -> !each.curves().isEmpty())
            .collect(Collectors.groupingBy(Outcome::cell));
    if (read.isEmpty()) {
      return;
    }
    page.section("curves", "Over time");
    String first = results.measures().keySet().stream().findFirst().orElse("");
    page.element(
        "p",
        "Thick: the seed in the middle by %s. Faint: up to %d others."
            .formatted(first, MOST_FAINT));
    int number = 0;
    for (Cell cell : cells) {
      List<Outcome> runs = read.get(cell.id());
      if (runs != null) {
        long middle = middles.getOrDefault(cell.id(), 0L);
        page.raw(number++ < OPEN_CURVE_CELLS ? "<details open>" : "<details>");
        page.element("summary", cell.id() + ", seed " + middle);
        page.raw("<div class=\"plots\">");
        curves(runs, middle);
        page.raw("</div></details>");
      }
    }
    if (results.settings().cells().size() > MOST_CURVE_CELLS) {
      page.element(
          "p",
          "%d more cells are left out"
              .formatted(results.settings().cells().size() - MOST_CURVE_CELLS));
    }
  }

  private void curves(List<Outcome> runs, long seed) {
    Outcome middle =
        runs.stream().filter(each -> each.seed() == seed).findAny().orElse(runs.getFirst());
    Map<String, Map<String, Curve>> drawn = new LinkedHashMap<>();
    Map<String, String> units = new LinkedHashMap<>();
    middle
        .curves()
        .forEach(
            (name, curve) -> {
              String[] parts = name.split("/", 2);
              drawn
                  .computeIfAbsent(parts[0], each -> new LinkedHashMap<>())
                  .put(parts[parts.length - 1], curve);
              units.put(parts[0], curve.unit());
            });
    drawn.forEach(
        (plot, lines) -> {
          Map<String, List<Curve>> others = new LinkedHashMap<>();
          for (String line : lines.keySet()) {
            String name = line.equals(plot) ? plot : plot + "/" + line;
            others.put(
                line,
                runs.stream()
                    .filter(each -> each != middle)
                    .flatMap(each -> Optional.ofNullable(each.curves().get(name)).stream())
                    .toList());
          }
          String up = Figures.named(plot, units.getOrDefault(plot, ""));
          plots.figure(
              Plots.curves("", up, lines, others), 2 * PlotSection.PLOT_WIDTH, CURVE_HEIGHT, up);
        });
  }
}
