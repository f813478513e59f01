package org.kamaelia.lab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jfree.chart.JFreeChart;

/** Puts plots into a page. */
final class PlotSection {
  static final int PLOT_WIDTH = 490;
  private static final int PLOT_HEIGHT = 320;
  private static final int MOST_PANELS = 6;

  private final Results results;
  private final Html page;
  private final Svg svg = new Svg();
  private final Optional<String> problem = Svg.problem();

  PlotSection(Results results, Html page) {
    this.results = results;
    this.page = page;
  }

  /** Why there are no plots; empty if there are. */
  Optional<String> problem() {
    return problem;
  }

  /**
   * Draws the panels of all measures that tell something.
   *
   * @param of makes those of a measure and its unit
   */
  void write(BiFunction<String, String, List<Panel>> of) {
    Map<String, List<Panel>> panels = new LinkedHashMap<>();
    results
        .measures()
        .forEach(
            (name, unit) -> {
              if (!results.isNothing(name)) {
                panels.put(name, of.apply(name, unit));
              }
            });
    write(panels);
  }

  /** The first panels of each measure; a grid of hundreds is better read in the table. */
  private void write(Map<String, List<Panel>> panels) {
    page.raw("<div class=\"plots\">");
    panels.forEach(
        (name, some) -> {
          for (Panel panel : some.stream().limit(MOST_PANELS).toList()) {
            boolean empty =
                panel.lines().stream()
                    .flatMap(line -> line.figures().stream())
                    .allMatch(figure -> figure.count() == 0);
            if (!empty) {
              figure(Plots.of(panel), PLOT_WIDTH, PLOT_HEIGHT, panel.up());
            }
          }
          if (some.size() > MOST_PANELS) {
            page.element(
                "p", "%d more plots of %s are left out".formatted(some.size() - MOST_PANELS, name));
          }
        });
    page.raw("</div>");
  }

  /** How what is in the figures looks, for the page's head. */
  String styles() {
    return svg.styles();
  }

  void figure(JFreeChart chart, int width, int height, String label) {
    if (problem.isEmpty()) {
      page.raw("<figure>" + svg.of(chart, width, height, Html.escape(label)) + "</figure>");
    }
  }
}
