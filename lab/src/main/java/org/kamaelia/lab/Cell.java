package org.kamaelia.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One combination of parameters: what is run with each seed.
 *
 * @param point where it is: {@code loss=1%,rate=2}; cells that are compared have it in common
 * @param experiment its name
 * @param at what is swept, by parameter, and where it is: the value, or its name if it has one
 * @param variant of a comparison; empty if nothing is compared
 * @param values all parameters
 */
record Cell(
    String point,
    String experiment,
    Map<String, String> at,
    String variant,
    Map<String, String> values) {
  Cell {
    at = Collections.unmodifiableMap(new LinkedHashMap<>(at));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Where a cell is, by what is swept; of several experiments, with the name of its own. */
  static String point(String experiment, boolean several, Map<String, String> at) {
    String place =
        at.entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(","));
    return place.isEmpty() ? experiment : several ? experiment + ":" + place : place;
  }

  /** How it is called: {@code loss=1%,rate=2/reno}. */
  String id() {
    return point + (variant.isEmpty() ? "" : "/" + variant);
  }
}
