package org.kamaelia.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes one page that tells what was measured, and needs nothing else. */
final class Report {
  private static final int MOST_OUTLIERS = 20;

  private final Results results;
  private final Settings settings;
  private final Curves curves;
  private final String command;
  private final Html page = new Html();
  private final PlotSection plots;

  private Report(Results results, Curves curves, String command) {
    this.results = results;
    this.curves = curves;
    this.command = command;
    settings = results.settings();
    plots = new PlotSection(results, page);
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
    begin();
    new DifferenceSection(results, page, plots).write();
    page.section("results", "Results");
    plots.write((name, unit) -> Panels.of(results, name, unit));
    summary();
    new CurveSection(results, curves, page, plots).write();
    outliers();
    failures();
    parameters();
    origin();
    Html head = new Html();
    head.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    head.raw("<meta name=\"viewport\" content=\"width=device-width\">");
    head.element("title", settings.name());
    head.raw("<style>" + style() + plots.styles() + "</style></head><body>");
    return head + page.raw("</body></html>").toString();
  }

  private static String style() throws IOException {
    try (var css = Report.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IOException("report.css is not in the jar");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void begin() {
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
        "%s, %s, %s of %s in all. Run twice, and measured the same: %d."
            .formatted(
                Figures.many(settings.cells().size(), "cell"),
                Figures.many(seeds.size(), "seed"),
                Figures.many(results.outcomes().size(), "run"),
                Figures.time(wall),
                checked));
    if (!results.failed().isEmpty()) {
      page.raw(
          "<p class=\"bad\"><a href=\"#failed\">%s failed.</a> Figures are without.</p>"
              .formatted(Figures.many(results.failed().size(), "run")));
    }
    plots.problem().ifPresent(problem -> page.element("p", problem));
    page.element(
        "p",
        "Figures are means over the seeds, ± half of their %s confidence interval (Student's t)."
            .formatted(Figures.share(settings.confidence())));
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

  /** The command that has one run of those of a command again. */
  static String again(String command, String cell, long seed) {
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
              command.isEmpty() ? "" : again(command, each.cell().id(), each.seed()),
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
              page.code(again(command, each.cell(), each.seed()));
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
