package org.kamaelia.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Places on a scale of numbers.
 *
 * @param unit such as {@code ms}; empty for none
 * @param numbers as many as there are places
 */
record Scale(String unit, List<Double> numbers) {
  private static final Pattern QUANTITY =
      Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?) ?([a-zA-Z%/]*)");

  /** The scale of a parameter's values; empty if they are not all numbers of one unit. */
  static Optional<Scale> of(Optional<Parameter> parameter, List<String> values) {
    if (parameter.map(each -> each.kind() == Parameter.Kind.TIME).orElse(false)) {
      return Optional.of(times(values));
    }
    List<Double> numbers = new ArrayList<>();
    String unit = null;
    for (String value : values) {
      Matcher quantity = QUANTITY.matcher(value);
      if (!quantity.matches() || (unit != null && !unit.equals(quantity.group(2)))) {
        return Optional.empty();
      }
      unit = quantity.group(2);
      numbers.add(Double.parseDouble(quantity.group(1)));
    }
    if (unit == null || unit.isEmpty()) {
      unit = parameter.map(Parameter::unit).orElse("");
    }
    return Optional.of(new Scale(unit, numbers));
  }

  private static Scale times(List<String> values) {
    List<Double> seconds = values.stream().map(each -> Values.time(each).toNanos() / 1e9).toList();
    boolean large = seconds.stream().allMatch(each -> each >= 1);
    return large
        ? new Scale("s", seconds)
        : new Scale("ms", seconds.stream().map(each -> each * 1000).toList());
  }

  /** Whether each is about the same factor from the one before, so that logarithms are even. */
  static boolean isLogarithmic(List<Double> numbers) {
    List<Double> sorted = numbers.stream().sorted().toList();
    if (sorted.size() < 3 || sorted.getFirst() <= 0) {
      return false;
    }
    double all = sorted.getLast() / sorted.getFirst();
    double mean = Math.pow(all, 1.0 / (sorted.size() - 1));
    for (int i = 1; i < sorted.size(); i++) {
      double factor = sorted.get(i) / sorted.get(i - 1);
      if (factor > mean * 1.6 || factor < mean / 1.6) {
        return false;
      }
    }
    return all >= 8;
  }
}
