package org.kamaelia.lab;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is swept: lists, named values and ranges, and all their combinations. */
final class Sweep {
  private static final Pattern QUANTITY = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)([a-zA-Z%/]*)");
  private static final List<String> RANGE = List.of("from", "to", "step", "factor");
  private static final int MOST_POINTS = 10_000;

  private Sweep() {}

  /** Checks a value of a parameter, and tells it. */
  @FunctionalInterface
  interface Check {
    String value(YamlValue at, String parameter, String value);
  }

  /** By parameter: the values by their labels. */
  static Map<String, Map<String, String>> axes(@Nullable YamlValue sweep, Check check) {
    Map<String, Map<String, String>> axes = new LinkedHashMap<>();
    if (sweep != null) {
      sweep
          .map()
          .forEach(
              (name, values) -> {
                Map<String, String> axis = new LinkedHashMap<>();
                labelled(values)
                    .forEach((label, value) -> axis.put(label, check.value(values, name, value)));
                axes.put(name, axis);
              });
    }
    return axes;
  }

  private static Map<String, String> labelled(YamlValue values) {
    Map<String, String> labelled = new LinkedHashMap<>();
    if (values.isMap() && values.map().containsKey("from")) {
      range(values).forEach(each -> labelled.put(each, each));
    } else if (values.isMap()) {
      values.map().forEach((label, value) -> labelled.put(label, value.text()));
    } else {
      for (YamlValue each : values.list()) {
        if (labelled.put(each.text(), each.text()) != null) {
          throw each.problem("\"" + each.text() + "\" is here twice");
        }
      }
    }
    if (labelled.isEmpty()) {
      throw values.problem("has no values");
    }
    return labelled;
  }

  /** From, to, and a step or a factor, with a unit if they have one. */
  private static List<String> range(YamlValue range) {
    Map<String, YamlValue> ends = range.map(RANGE);
    YamlValue step = ends.get("step");
    YamlValue factor = ends.get("factor");
    YamlValue to = ends.get("to");
    if (to == null || (step == null) == (factor == null)) {
      throw range.problem("a range has from, to, and step or factor");
    }
    Quantity first = quantity(ends.get("from"));
    Quantity last = quantity(to);
    Quantity by = quantity(step != null ? step : factor);
    boolean unit = last.unit.equals(first.unit) && (step == null || by.unit.equals(first.unit));
    if (!unit) {
      throw range.problem("from, to and step need the same unit");
    }
    boolean grows = by.number.compareTo(step != null ? BigDecimal.ZERO : BigDecimal.ONE) > 0;
    if (!grows || first.number.compareTo(last.number) > 0) {
      throw range.problem("a range goes upwards");
    }
    if (step == null && first.number.signum() <= 0) {
      throw range.problem("a range with a factor begins above 0");
    }
    List<String> points = new ArrayList<>();
    for (BigDecimal at = first.number; at.compareTo(last.number) <= 0; ) {
      points.add(at.stripTrailingZeros().toPlainString() + first.unit);
      at = step != null ? at.add(by.number) : at.multiply(by.number);
      if (points.size() > MOST_POINTS) {
        throw range.problem("has more than " + MOST_POINTS + " points");
      }
    }
    return points;
  }

  private record Quantity(BigDecimal number, String unit) {}

  private static Quantity quantity(@Nullable YamlValue value) {
    YamlValue there = Optional.ofNullable(value).orElseThrow();
    Matcher quantity = QUANTITY.matcher(there.text());
    if (!quantity.matches()) {
      throw there.problem("\"" + there.text() + "\" is no number, with or without a unit");
    }
    return new Quantity(new BigDecimal(quantity.group(1)), quantity.group(2));
  }

  /** All combinations; the last parameter changes first. */
  static List<Map<String, String>> product(Map<String, Map<String, String>> axes) {
    List<Map<String, String>> product = List.of(Map.of());
    for (Map.Entry<String, Map<String, String>> axis : axes.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> each : product) {
        for (String label : axis.getValue().keySet()) {
          Map<String, String> with = new LinkedHashMap<>(each);
          with.put(axis.getKey(), label);
          longer.add(with);
        }
      }
      product = longer;
    }
    return product;
  }
}
