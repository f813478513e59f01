package org.kamaelia.lab;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a folder have in common, as it is kept there.
 *
 * @param name of the plan
 * @param text its file
 * @param summaries of the experiments, by name
 * @param parameters of the experiments, by name
 * @param variants that are compared: none, or two
 * @param confidence of intervals
 * @param versions of what ran
 */
record Settings(
    String name,
    String text,
    Map<String, String> summaries,
    Map<String, List<Parameter>> parameters,
    List<Cell> cells,
    List<String> variants,
    double confidence,
    Map<String, String> versions) {

  static Settings of(Plan plan, Map<String, String> versions) {
    Map<String, String> summaries = new LinkedHashMap<>();
    Map<String, List<Parameter>> parameters = new LinkedHashMap<>();
    for (Experiment each : plan.experiments()) {
      summaries.put(each.name(), each.summary());
      parameters.put(each.name(), each.parameters());
    }
    return new Settings(
        plan.name(),
        plan.text(),
        summaries,
        parameters,
        plan.cells(),
        plan.variants(),
        plan.confidence(),
        versions);
  }

  /** A parameter of one of the experiments. */
  Optional<Parameter> parameter(String name) {
    return parameters.values().stream()
        .flatMap(List::stream)
        .filter(each -> each.name().equals(name))
        .findFirst();
  }

  /** Why runs with other settings are no part of these; empty if they may be. */
  Optional<String> refuses(Settings other) {
    String before = versions.getOrDefault("code", "");
    String now = other.versions.getOrDefault("code", "");
    if (!before.equals(now)) {
      return Optional.of("the code has changed: it was %s and is %s".formatted(before, now));
    }
    Map<String, Cell> theirs =
        other.cells.stream().collect(Collectors.toMap(Cell::id, each -> each));
    for (Cell each : cells) {
      Cell same = theirs.get(each.id());
      if (same == null) {
        return Optional.of("the cell %s is no longer there".formatted(each.id()));
      }
      for (Map.Entry<String, String> value : each.values().entrySet()) {
        String its = same.values().getOrDefault(value.getKey(), "not there");
        if (!its.equals(value.getValue())) {
          return Optional.of(
              "in %s, %s was %s and is %s"
                  .formatted(each.id(), value.getKey(), value.getValue(), its));
        }
      }
    }
    return Optional.empty();
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("versions", versions);
    map.put("confidence", confidence);
    map.put("variants", variants);
    map.put("summaries", summaries);
    Map<String, Object> all = new LinkedHashMap<>();
    parameters.forEach(
        (experiment, each) -> all.put(experiment, each.stream().map(Settings::map).toList()));
    map.put("parameters", all);
    map.put("cells", cells.stream().map(Settings::map).toList());
    map.put("text", text);
    return map;
  }

  private static Map<String, Object> map(Parameter parameter) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", parameter.name());
    map.put("kind", parameter.kind().name());
    map.put("unit", parameter.unit());
    map.put("initial", parameter.initial());
    map.put("least", parameter.least());
    map.put("most", parameter.most());
    map.put("choices", parameter.choices());
    map.put("meaning", parameter.meaning());
    return map;
  }

  private static Map<String, Object> map(Cell cell) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("cell", cell.id());
    map.put("point", cell.point());
    map.put("experiment", cell.experiment());
    map.put("at", cell.at());
    map.put("variant", cell.variant());
    map.put("values", cell.values());
    return map;
  }

  /**
   * Reads what {@link #toMap} made.
   *
   * @throws IOException if it is not that
   */
  static Settings of(Map<String, Object> map) throws IOException {
    try {
      Map<String, List<Parameter>> parameters = new LinkedHashMap<>();
      Json.object(map.get("parameters"))
          .forEach(
              (experiment, all) ->
                  parameters.put(
                      experiment,
                      Json.list(all).stream().map(each -> parameter(Json.object(each))).toList()));
      return new Settings(
          map.get("name") + "",
          map.get("text") + "",
          words(map.get("summaries")),
          parameters,
          Json.list(map.get("cells")).stream().map(each -> cell(Json.object(each))).toList(),
          Json.list(map.get("variants")).stream().map(Object::toString).toList(),
          Double.parseDouble(map.get("confidence") + ""),
          words(map.get("versions")));
    } catch (ClassCastException | IllegalArgumentException e) {
      throw new IOException("no settings of a lab: " + e.getMessage(), e);
    }
  }

  private static Parameter parameter(Map<String, Object> map) {
    return new Parameter(
        map.get("name") + "",
        Parameter.Kind.valueOf(map.get("kind") + ""),
        map.get("unit") + "",
        map.get("initial") + "",
        Double.parseDouble(map.get("least") + ""),
        Double.parseDouble(map.get("most") + ""),
        Json.list(map.get("choices")).stream().map(Object::toString).toList(),
        map.get("meaning") + "");
  }

  private static Cell cell(Map<String, Object> map) {
    return new Cell(
        map.get("point") + "",
        map.get("experiment") + "",
        words(map.get("at")),
        map.get("variant") + "",
        words(map.get("values")));
  }

  private static Map<String, String> words(@Nullable Object value) {
    Map<String, String> words = new LinkedHashMap<>();
    Json.object(value).forEach((name, each) -> words.put(name, each + ""));
    return words;
  }
}
