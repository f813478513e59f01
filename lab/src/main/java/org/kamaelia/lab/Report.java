package org.kamaelia.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;

/** Writes one page that tells what was measured, and needs nothing else. */
final class Report {
  private static final int PLOT_WIDTH = 470;
  private static final int PLOT_HEIGHT = 320;
  private static final int CURVE_HEIGHT = 230;
  private static final int MOST_PANELS = 6;
  private static final int MOST_COLUMNS = 8;
  private static final int MOST_CURVE_CELLS = 24;
  private static final int OPEN_CURVE_CELLS = 2;
  private static final int MOST_FAINT = 12;
  private static final int MOST_OUTLIERS = 20;

  private final Results results;
  private final Settings settings;
  private final Curves curves;
  private final String command;
  private final Html page = new Html();
  private final Svg svg = new Svg();
  private final Optional<String> noPlots = Svg.problem();

  private Report(Results results, Curves curves, String command) {
    this.results = results;
    this.curves = curves;
    this.command = command;
    settings = results.settings();
  }

  /**
   * Writes {@code report.html}.
   *
   * @param command what runs all this; empty if nothing does
   */
  static void write(Results results, Path folder, Curves curves, String command)
      throws IOException {
    Files.writeString(folder.resolve("report.html"), new Report(results, curves, command).text());
  }

  private String text() throws IOException {
    page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.raw("<meta name=\"viewport\" content=\"width=device-width\">");
    page.element("title", settings.name());
    page.raw("<style>" + style() + "</style></head><body>");
    head();
    differences();
    page.section("results", "Results");
    plots(panels((name, unit) -> Panels.of(results, name, unit)));
    summary();
    curves();
    outliers();
    failures();
    parameters();
    origin();
    return page.raw("</body></html>").toString();
  }

  private static String style() throws IOException {
    try (var css = Report.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IOException("report.css is not in the jar");
      }
      return new String(css.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private void head() {
    page.element("h1", settings.name());
    page.element(
        "p",
        settings.summaries().entrySet().stream()
            .map(each -> each.getKey() + ": " + each.getValue())
            .collect(Collectors.joining("; ")));
    Set<Long> seeds = new LinkedHashSet<>();
    results.outcomes().forEach(each -> seeds.add(each.seed()));
    long checked = results.outcomes().stream().filter(Outcome::checked).count();
    double wall = results.outcomes().stream().mapToDouble(Outcome::wall).sum();
    page.element(
        "p",
        "%d cells, %d seeds, %d runs, %s of one core. %d runs were run twice and measured the same."
            .formatted(
                settings.cells().size(),
                seeds.size(),
                results.outcomes().size(),
                Figures.time(wall),
                checked));
    if (!results.failed().isEmpty()) {
      page.raw(
          "<p class=\"bad\"><a href=\"#failed\">%d runs failed.</a> They are in no figure.</p>"
              .formatted(results.failed().size()));
    }
    noPlots.ifPresent(problem -> page.element("p", problem));
    page.element(
        "p",
        "Figures are means over the seeds, ± half of their %s confidence interval (Student's t)."
            .formatted(Figures.share(settings.confidence())));
  }

  private void differences() {
    List<Results.Difference> differences = results.differences();
    if (differences.isEmpty()) {
      return;
    }
    String first = settings.variants().getFirst();
    String second = settings.variants().getLast();
    page.section("comparison", second + " less " + first);
    page.element(
        "p",
        ("Differences are taken seed by seed. Bold: the interval of the difference leaves out"
                + " zero, which by chance is so in %s of the fields. Grey: none was seen.")
            .formatted(Figures.share(1 - settings.confidence())));
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
          plots(panels((name, unit) -> Panels.ofDifferences(results, name, unit)));
        });
  }

  /** At one glance: measures down, cells across, or the other way where there are many cells. */
  private void matrix(List<Results.Difference> differences, String first) {
    Map<String, Map<String, Html.Cell>> byMeasure = new LinkedHashMap<>();
    Map<String, Map<String, Html.Cell>> byPoint = new LinkedHashMap<>();
    for (Results.Difference each : differences) {
      if (!varying(each.measure())) {
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
    if (difference.paired().mean() == 0) {
      return "0 %";
    }
    return before == 0 || !Double.isFinite(change)
        ? Figures.number(difference.paired().mean()) + " " + difference.unit()
        : (change > 0 ? "+" : "") + Figures.share(Math.round(change * 1000) / 1000.0);
  }

  private void summary() {
    List<String> axes = new ArrayList<>();
    settings
        .cells()
        .forEach(
            cell ->
                cell.at().keySet().stream()
                    .filter(each -> !axes.contains(each))
                    .forEach(axes::add));
    boolean several = settings.parameters().size() > 1;
    List<String> header = new ArrayList<>();
    if (several) {
      header.add("experiment");
    }
    header.addAll(axes);
    if (!settings.variants().isEmpty()) {
      header.add("variant");
    }
    if (header.isEmpty()) {
      header.add("cell");
    }
    int words = header.size();
    header.add("runs");
    results.measures().forEach((name, unit) -> header.add(Figures.named(name, unit)));
    List<List<String>> rows = new ArrayList<>();
    for (Cell cell : settings.cells()) {
      List<String> row = new ArrayList<>();
      if (several) {
        row.add(cell.experiment());
      }
      axes.forEach(each -> row.add(cell.at().getOrDefault(each, "")));
      if (!settings.variants().isEmpty()) {
        row.add(cell.variant());
      }
      if (row.isEmpty()) {
        row.add(cell.id());
      }
      row.add(results.of(cell).size() + "");
      results
          .measures()
          .keySet()
          .forEach(each -> row.add(Figures.interval(results.summary(cell, each))));
      rows.add(row);
    }
    page.table(header, rows, words);
  }

  /** The panels of all measures that tell something. */
  private Map<String, List<Panel>> panels(BiFunction<String, String, List<Panel>> of) {
    Map<String, List<Panel>> panels = new LinkedHashMap<>();
    results
        .measures()
        .forEach(
            (name, unit) -> {
              if (varying(name)) {
                panels.put(name, of.apply(name, unit));
              }
            });
    return panels;
  }

  /** Whether a measure is not the same in all runs. */
  private boolean varying(String measure) {
    return results.outcomes().stream()
            .map(each -> each.measures().get(measure))
            .filter(Objects::nonNull)
            .distinct()
            .limit(2)
            .count()
        > 1;
  }

  /** The first panels of each measure; a grid of hundreds is better read in the table. */
  private void plots(Map<String, List<Panel>> panels) {
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

  private void figure(JFreeChart chart, int width, int height, String label) {
    if (noPlots.isEmpty()) {
      page.raw("<figure>" + svg.of(chart, width, height, Html.escape(label)) + "</figure>");
    }
  }

  private void curves() throws IOException {
    List<Cell> cells = settings.cells().stream().limit(MOST_CURVE_CELLS).toList();
    Map<String, Long> middles = new LinkedHashMap<>();
    Set<Curves.Place> places = new LinkedHashSet<>();
    for (Cell cell : cells) {
      Optional<Outcome> middle = results.middle(cell);
      middle.ifPresent(each -> middles.put(cell.id(), each.seed()));
      middle.ifPresent(each -> places.add(new Curves.Place(cell.id(), each.seed())));
      results.of(cell).stream()
          .limit(MOST_FAINT)
          .forEach(each -> places.add(new Curves.Place(cell.id(), each.seed())));
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
    if (settings.cells().size() > MOST_CURVE_CELLS) {
      page.element(
          "p", "%d more cells are left out".formatted(settings.cells().size() - MOST_CURVE_CELLS));
    }
  }

  private void curves(List<Outcome> runs, long seed) {
    Outcome middle =
        runs.stream().filter(each -> each.seed() == seed).findAny().orElse(runs.getFirst());
    Map<String, Map<String, Curve>> plots = new LinkedHashMap<>();
    Map<String, String> units = new LinkedHashMap<>();
    middle
        .curves()
        .forEach(
            (name, curve) -> {
              String[] parts = name.split("/", 2);
              plots
                  .computeIfAbsent(parts[0], each -> new LinkedHashMap<>())
                  .put(parts[parts.length - 1], curve);
              units.put(parts[0], curve.unit());
            });
    plots.forEach(
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
          figure(Plots.curves("", up, lines, others), 2 * PLOT_WIDTH, CURVE_HEIGHT, up);
        });
  }

  private String again(String cell, long seed) {
    return "%s --only %s --seed %d --keep".formatted(command, Figures.quoted(cell), seed);
  }

  private void outliers() {
    List<Results.Outlier> outliers = results.outliers();
    if (outliers.isEmpty()) {
      return;
    }
    page.section("outliers", "Outliers");
    page.element(
        "p",
        "Runs far from the median of their cell, in the measure where they are furthest from it.");
    List<List<String>> rows = new ArrayList<>();
    for (Results.Outlier each : outliers.stream().limit(MOST_OUTLIERS).toList()) {
      rows.add(
          List.of(
              each.cell().id(),
              each.measure(),
              command.isEmpty() ? "" : again(each.cell().id(), each.seed()),
              each.seed() + "",
              Figures.number(each.value()),
              Figures.number(each.median())));
    }
    page.table(List.of("cell", "measure", "again with", "seed", "value", "median"), rows, 3);
    if (outliers.size() > MOST_OUTLIERS) {
      page.element("p", (outliers.size() - MOST_OUTLIERS) + " more are less far.");
    }
  }

  private void failures() {
    if (results.failed().isEmpty()) {
      return;
    }
    page.section("failed", "Failed runs");
    for (Outcome each : results.failed()) {
      page.details(
          "%s, seed %d: %s".formatted(each.cell(), each.seed(), each.error()),
          () -> {
            page.element("pre", each.stack());
            if (!command.isEmpty()) {
              page.code(again(each.cell(), each.seed()));
            }
          });
    }
  }

  private void parameters() {
    page.section("parameters", "Parameters");
    settings
        .parameters()
        .forEach(
            (experiment, parameters) -> {
              List<List<String>> rows = new ArrayList<>();
              for (Parameter each : parameters) {
                rows.add(List.of(each.name(), values(experiment, each), each.meaning()));
              }
              page.element("h3", experiment);
              page.table(List.of("parameter", "value", "meaning"), rows, 3);
            });
  }

  private String values(String experiment, Parameter parameter) {
    String values =
        settings.cells().stream()
            .filter(cell -> cell.experiment().equals(experiment))
            .map(cell -> cell.values().getOrDefault(parameter.name(), parameter.initial()))
            .distinct()
            .collect(Collectors.joining("; "));
    return parameter.unit().isEmpty() ? values.strip() : values + " " + parameter.unit();
  }

  private void origin() {
    page.section("origin", "How it was made");
    if (!command.isEmpty()) {
      page.code(command);
    }
    if (!settings.text().isEmpty()) {
      page.element("pre", settings.text());
    }
    List<List<String>> rows = new ArrayList<>();
    settings.versions().forEach((name, version) -> rows.add(List.of(name, version)));
    page.table(List.of("what", "version"), rows, 2);
    page.element(
        "p",
        "Beside this page: runs.csv, summary.csv and summary.json; runs.jsonl has all runs with"
            + " their curves, settings.json what they have in common.");
  }
}
