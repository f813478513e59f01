package org.kamaelia.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Plan} from a file; docs/lab.md says what is in one. */
final class PlanFile {
  private static final List<String> KEYS =
      List.of(
          "experiment",
          "set",
          "sweep",
          "compare",
          "seeds",
          "base-seed",
          "until",
          "confidence",
          "repeat",
          "bound",
          "jobs",
          "output");

  private final Map<String, YamlValue> entries;
  private final List<Experiment> experiments = new ArrayList<>();
  private final ClassLoader loader;

  private PlanFile(YamlValue root, Experiments known) {
    loader = known.loader();
    entries = root.map(KEYS);
    YamlValue names = entries.get("experiment");
    if (names == null) {
      throw root.problem("experiment: is missing; `kamaelia lab list` has their names");
    }
    for (YamlValue name : names.list()) {
      try {
        experiments.addAll(known.find(name.text()));
      } catch (PlanProblem e) {
        throw name.problem(e.getMessage() + "");
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param set parameters that are set on the command line
   * @throws PlanProblem if it is not right: with file, line, key and value
   */
  static Plan read(Path file, Experiments known, Map<String, String> set) throws IOException {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    return read(name, file.toString(), Files.readString(file), known, set);
  }

  /** As {@link #read(Path, Experiments, Map)}, of a text. */
  static Plan read(
      String name, String file, String text, Experiments known, Map<String, String> set) {
    return new PlanFile(YamlValue.read(file, text), known).plan(name, text, set);
  }

  private Plan plan(String name, String text, Map<String, String> set) {
    Map<String, Map<String, String>> variants = variants();
    YamlValue output = entries.get("output");
    YamlValue repeat = entries.get("repeat");
    YamlValue jobs = entries.get("jobs");
    YamlValue bound = entries.get("bound");
    return new Plan(
        name,
        text,
        experiments,
        cells(set, variants),
        List.copyOf(variants.keySet()),
        seeds(),
        until(),
        confidence(),
        repeat == null ? 0.05 : repeat.share(),
        bound == null ? Duration.ofMinutes(5) : bound.as(Values::time),
        jobs == null ? Runtime.getRuntime().availableProcessors() : jobs.whole(1),
        output == null ? Path.of("lab-results", name) : Path.of(output.text()));
  }

  private List<Cell> cells(Map<String, String> set, Map<String, Map<String, String>> variants) {
    Map<String, String> fixed = new LinkedHashMap<>();
    YamlValue written = entries.get("set");
    if (written != null) {
      written.map().forEach((name, value) -> fixed.put(name, checked(value, name, value.text())));
    }
    set.forEach(
        (name, value) -> {
          try {
            fixed.put(name, checked(name, value));
          } catch (IllegalArgumentException e) {
            throw new PlanProblem("--set %s: %s".formatted(name, e.getMessage()));
          }
        });
    YamlValue sweep = entries.get("sweep");
    Map<String, Map<String, String>> axes = Sweep.axes(sweep, this::checked);
    if (sweep != null) {
      sweep
          .map()
          .forEach(
              (name, values) -> {
                if (fixed.containsKey(name)) {
                  throw values.problem("is set as well");
                }
              });
    }
    List<Cell> cells = new ArrayList<>();
    for (Experiment experiment : experiments) {
      Map<String, String> values = new LinkedHashMap<>();
      experiment.parameters().forEach(each -> values.put(each.name(), each.initial()));
      values.putAll(fixed);
      for (Map<String, String> at : Sweep.product(axes)) {
        String point = Cell.point(experiment.name(), experiments.size() > 1, at);
        Map<String, String> here = new LinkedHashMap<>(values);
        at.forEach((name, label) -> here.put(name, value(axes, name, label)));
        if (variants.isEmpty()) {
          cells.add(new Cell(point, experiment.name(), at, "", here));
        }
        variants.forEach(
            (variant, changes) -> {
              Map<String, String> all = new LinkedHashMap<>(here);
              all.putAll(changes);
              cells.add(new Cell(point, experiment.name(), at, variant, all));
            });
      }
    }
    new PlanCheck(entries, set.keySet(), experiments).check(cells, loader);
    return cells;
  }

  private static String value(Map<String, Map<String, String>> axes, String name, String label) {
    return axes.getOrDefault(name, Map.of()).getOrDefault(label, label);
  }

  /** A value that all the experiments take. */
  private String checked(YamlValue at, String name, String value) {
    try {
      return checked(name, value);
    } catch (IllegalArgumentException e) {
      throw at.problem(e.getMessage() + "");
    }
  }

  private String checked(String name, String value) {
    for (Experiment experiment : experiments) {
      List<String> names = experiment.parameters().stream().map(Parameter::name).toList();
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "%s has no such parameter: %s".formatted(experiment.name(), Near.meant(name, names)));
      }
      experiment.parameters().get(names.indexOf(name)).check(value);
    }
    return value;
  }

  private Map<String, Map<String, String>> variants() {
    YamlValue compare = entries.get("compare");
    Map<String, Map<String, String>> variants = new LinkedHashMap<>();
    if (compare != null) {
      compare
          .map()
          .forEach(
              (variant, changes) -> {
                Map<String, String> values = new LinkedHashMap<>();
                changes
                    .map()
                    .forEach((name, value) -> values.put(name, checked(value, name, value.text())));
                variants.put(variant, values);
              });
      if (variants.size() != 2) {
        throw compare.problem("has to have two variants, not " + variants.size());
      }
    }
    return variants;
  }

  private List<Long> seeds() {
    YamlValue seeds = entries.get("seeds");
    YamlValue base = entries.get("base-seed");
    long first = base == null ? 1 : base.as(Long::parseLong);
    if (seeds == null) {
      return series(first, 10);
    }
    if (!seeds.isList()) {
      return series(first, seeds.whole(1));
    }
    if (base != null) {
      throw base.problem("means nothing where seeds is a list");
    }
    List<Long> list = seeds.list().stream().map(each -> each.as(Long::parseLong)).toList();
    if (list.isEmpty() || list.stream().distinct().count() != list.size()) {
      throw seeds.problem("has to have seeds, each once");
    }
    return list;
  }

  static List<Long> series(long first, int count) {
    return LongStream.range(first, first + count).boxed().toList();
  }

  private Optional<Until> until() {
    YamlValue until = entries.get("until");
    if (until == null) {
      return Optional.empty();
    }
    Map<String, YamlValue> rule = until.map(List.of("measure", "within", "at-most"));
    double within = needed(until, rule.get("within"), "within").share();
    if (within == 0) {
      throw until.problem("within: has to be more than 0");
    }
    return Optional.of(
        new Until(
            needed(until, rule.get("measure"), "measure").text(),
            within,
            needed(until, rule.get("at-most"), "at-most").whole(2)));
  }

  private static YamlValue needed(YamlValue of, @Nullable YamlValue value, String key) {
    if (value == null) {
      throw of.problem(key + " is missing: it has measure, within and at-most");
    }
    return value;
  }

  private double confidence() {
    YamlValue confidence = entries.get("confidence");
    if (confidence == null) {
      return 0.95;
    }
    double share = confidence.share();
    if (share < 0.5 || share > 0.9999) {
      throw confidence.problem("\"%s\" is not from 50%% to 99.99%%".formatted(confidence.text()));
    }
    return share;
  }
}
