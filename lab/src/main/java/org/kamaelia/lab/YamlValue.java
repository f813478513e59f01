package org.kamaelia.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A value of a YAML file, which knows where it is. All scalars are text. */
final class YamlValue {
  private final String file;
  private final String key;
  private final Node node;

  private YamlValue(String file, String key, Node node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  /**
   * Reads a file's text.
   *
   * @throws PlanProblem if it is no YAML
   */
  static YamlValue read(String file, String text) {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(file).build();
      Node root =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(() -> new PlanProblem(file + ": it is empty"));
      return new YamlValue(file, "", root);
    } catch (MarkedYamlEngineException e) {
      String at = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      throw new PlanProblem("%s%s: no YAML: %s".formatted(file, at, e.getProblem()));
    } catch (YamlEngineException e) {
      throw new PlanProblem("%s: no YAML: %s".formatted(file, e.getMessage()));
    }
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /** Its entries, in order; no key twice. */
  Map<String, YamlValue> map() {
    if (!(node instanceof MappingNode mapping)) {
      throw problem("has to have entries, name: value");
    }
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    for (NodeTuple each : mapping.getValue()) {
      YamlValue name = new YamlValue(file, key, each.getKeyNode());
      String path = key.isEmpty() ? name.text() : key + "." + name.text();
      YamlValue value = new YamlValue(file, path, each.getValueNode());
      if (entries.put(name.text(), value) != null) {
        throw value.problem("is here twice");
      }
    }
    return entries;
  }

  /** As {@link #map}, of which the keys are known. */
  Map<String, YamlValue> map(Collection<String> known) {
    Map<String, YamlValue> entries = map();
    for (Map.Entry<String, YamlValue> each : entries.entrySet()) {
      if (!known.contains(each.getKey())) {
        throw each.getValue().problem("is not known here: " + Near.meant(each.getKey(), known));
      }
    }
    return entries;
  }

  /** Its elements; one that is no list is the only one. */
  List<YamlValue> list() {
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(this);
    }
    List<YamlValue> elements = new ArrayList<>();
    for (Node each : sequence.getValue()) {
      elements.add(new YamlValue(file, key, each));
    }
    return elements;
  }

  /** A single value. */
  String text() {
    if (!(node instanceof ScalarNode scalar)) {
      throw problem("has to be a single value");
    }
    return scalar.getValue();
  }

  /**
   * A single value, of something that throws {@link IllegalArgumentException} for what is wrong.
   */
  <T> T as(Function<String, T> reader) {
    String text = text();
    try {
      return reader.apply(text);
    } catch (NumberFormatException e) {
      throw problem("\"" + text + "\" is no number");
    } catch (IllegalArgumentException e) {
      throw problem("\"" + text + "\": " + e.getMessage());
    }
  }

  int whole(int least) {
    int number = as(Values::whole);
    if (number < least) {
      throw problem("%d is too small: %d or more".formatted(number, least));
    }
    return number;
  }

  /** A share such as 5% or 0.05. */
  double share() {
    double share =
        as(
            text ->
                text.endsWith("%")
                    ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100
                    : Double.parseDouble(text));
    if (!(share >= 0 && share <= 1)) {
      throw problem("\"" + text() + "\" is no share such as 5% or 0.05");
    }
    return share;
  }

  /** Something is wrong with it. */
  PlanProblem problem(String what) {
    return problem(0, what);
  }

  /**
   * Something is wrong with a line of it.
   *
   * @param within of a text with several, the first is 1; 0 for all of it
   */
  PlanProblem problem(int within, String what) {
    boolean lines =
        node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.LITERAL;
    String line =
        node.getStartMark()
            .map(Mark::getLine)
            .map(at -> ":" + (at + 1 + (lines ? within : 0)))
            .orElse("");
    return new PlanProblem(file + line + ": " + (key.isEmpty() ? "" : key + ": ") + what);
  }
}
