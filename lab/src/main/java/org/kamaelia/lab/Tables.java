package org.kamaelia.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Results as CSV (RFC 4180) and JSON, for other programs. */
final class Tables {
  private final Results results;
  private final Path folder;

  private Tables(Results results, Path folder) {
    this.results = results;
    this.folder = folder;
  }

  /** Writes all files. */
  static void write(Results results, Path folder) throws IOException {
    Tables tables = new Tables(results, folder);
    tables.csv("runs.csv", tables.runs());
    List<Map<String, Object>> summaries = tables.summaries();
    List<Map<String, Object>> differences = tables.differences();
    tables.csv("summary.csv", summaries);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", results.settings().name());
    json.put("versions", results.settings().versions());
    json.put("confidence", results.settings().confidence());
    json.put("summary", summaries);
    if (!differences.isEmpty()) {
      tables.csv("differences.csv", differences);
      json.put("differences", differences);
    }
    Files.writeString(folder.resolve("summary.json"), Json.pretty(json));
  }

  /** A row for each run: where it was, all that it measured, and how it failed. */
  private List<Map<String, Object>> runs() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Cell cell : results.settings().cells()) {
      for (Outcome each : results.outcomes()) {
        if (each.cell().equals(cell.id())) {
          Map<String, Object> row = place(cell);
          row.put("seed", each.seed());
          results
              .measures()
              .forEach(
                  (name, unit) ->
                      row.put(
                          Figures.named(name, unit),
                          each.measures().containsKey(name)
                              ? Json.number(each.measures().get(name).value())
                              : ""));
          row.put("error", each.error());
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> place(Cell cell) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("cell", cell.id());
    row.put("experiment", cell.experiment());
    row.putAll(cell.at());
    if (!cell.variant().isEmpty()) {
      row.put("variant", cell.variant());
    }
    return row;
  }

  private List<Map<String, Object>> summaries() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Cell cell : results.settings().cells()) {
      results
          .measures()
          .forEach(
              (name, unit) -> {
                Map<String, Object> row = place(cell);
                row.put("measure", name);
                row.put("unit", unit);
                put(row, "", results.summary(cell, name));
                rows.add(row);
              });
    }
    return rows;
  }

  private List<Map<String, Object>> differences() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Results.Difference each : results.differences()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("cell", each.point());
      row.put("measure", each.measure());
      row.put("unit", each.unit());
      row.put("first", results.settings().variants().getFirst());
      row.put("second", results.settings().variants().getLast());
      row.put("first mean", Json.number(each.first().mean()));
      row.put("second mean", Json.number(each.second().mean()));
      put(row, "difference ", each.paired());
      rows.add(row);
    }
    return rows;
  }

  private static void put(Map<String, Object> row, String prefix, Summary summary) {
    row.put(prefix + "runs", summary.count());
    row.put(prefix + "mean", Json.number(summary.mean()));
    row.put(prefix + "low", Json.number(summary.low()));
    row.put(prefix + "high", Json.number(summary.high()));
    row.put(prefix + "median", Json.number(summary.median()));
    row.put(prefix + "deviation", Json.number(summary.deviation()));
    row.put(prefix + "least", Json.number(summary.least()));
    row.put(prefix + "most", Json.number(summary.most()));
  }

  private void csv(String name, List<Map<String, Object>> rows) throws IOException {
    Set<String> columns = new LinkedHashSet<>();
    rows.forEach(row -> columns.addAll(row.keySet()));
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader(columns.toArray(String[]::new)).get();
    try (CSVPrinter csv = new CSVPrinter(Files.newBufferedWriter(folder.resolve(name)), format)) {
      for (Map<String, Object> row : rows) {
        csv.printRecord(columns.stream().map(row::get));
      }
    }
  }
}
