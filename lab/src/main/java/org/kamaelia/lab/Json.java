package org.kamaelia.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Outcomes as JSON. A NaN is a null. */
final class Json {
  private static final JSON LINES = JSON.std.with(JSON.Feature.PRESERVE_FIELD_ORDERING);
  private static final JSON PRETTY = LINES.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  static String pretty(Object value) {
    return write(PRETTY, value) + "\n";
  }

  /** One line, without its end. */
  static String line(Outcome outcome) {
    return write(LINES, map(outcome));
  }

  private static String write(JSON json, Object value) {
    try {
      return json.asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Object> map(String text) throws IOException {
    return LINES.mapFrom(text);
  }

  static Map<String, Object> map(Outcome outcome) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("cell", outcome.cell());
    map.put("seed", outcome.seed());
    map.put("wall", outcome.wall());
    if (outcome.failed()) {
      map.put("error", outcome.error());
      map.put("stack", outcome.stack());
    }
    if (outcome.checked()) {
      map.put("checked", true);
    }
    Map<String, Object> measures = new LinkedHashMap<>();
    outcome
        .measures()
        .forEach(
            (name, measure) ->
                measures.put(name, values(measure.unit(), "value", number(measure.value()))));
    map.put("measures", measures);
    Map<String, Object> curves = new LinkedHashMap<>();
    outcome
        .curves()
        .forEach(
            (name, curve) -> {
              List<Object> at = new ArrayList<>();
              List<Object> value = new ArrayList<>();
              for (int i = 0; i < curve.points(); i++) {
                at.add(curve.at(i));
                value.add(number(curve.value(i)));
              }
              Map<String, Object> points = values(curve.unit(), "at", at);
              points.put("value", value);
              curves.put(name, points);
            });
    map.put("curves", curves);
    return map;
  }

  private static Map<String, Object> values(String unit, String name, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("unit", unit);
    map.put(name, value);
    return map;
  }

  /** Null for what is no number, which JSON has not. */
  @SuppressWarnings("NullAway") // a null is what is meant
  static Object number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /**
   * Reads a line.
   *
   * @throws IOException if it is not whole
   */
  static Outcome outcome(String line) throws IOException {
    try {
      Map<String, Object> map = map(line);
      Map<String, Measure> measures = new LinkedHashMap<>();
      object(map.get("measures"))
          .forEach(
              (name, each) -> {
                Map<String, Object> measure = object(each);
                measures.put(
                    name, new Measure(measure.get("unit") + "", real(measure.get("value"))));
              });
      Map<String, Curve> curves = new LinkedHashMap<>();
      object(map.get("curves")).forEach((name, each) -> curves.put(name, curve(object(each))));
      return new Outcome(
          map.get("cell") + "",
          ((Number) map.getOrDefault("seed", 0)).longValue(),
          real(map.get("wall")),
          map.getOrDefault("error", "") + "",
          map.getOrDefault("stack", "") + "",
          Boolean.TRUE.equals(map.get("checked")),
          measures,
          curves);
    } catch (JSONObjectException | ClassCastException e) {
      throw new IOException("no run: " + e.getMessage(), e);
    }
  }

  private static Curve curve(Map<String, Object> map) {
    Curve curve = new Curve(map.get("unit") + "");
    List<?> at = list(map.get("at"));
    List<?> values = list(map.get("value"));
    for (int i = 0; i < at.size(); i++) {
      curve.add(real(at.get(i)), real(values.get(i)));
    }
    return curve;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  static List<?> list(@Nullable Object value) {
    return value == null ? List.of() : (List<?>) value;
  }

  private static double real(@Nullable Object value) {
    return value == null ? Double.NaN : ((Number) value).doubleValue();
  }
}
