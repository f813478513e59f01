package org.kamaelia.lab;

import java.time.Duration;
import java.util.List;

/**
 * What can be changed of an {@link Experiment}. Make one with {@link #number}, {@link #whole},
 * {@link #time}, {@link #choice}, {@link #link} or {@link #text}.
 *
 * @param name one word, such as {@code loss}
 * @param kind what its values are
 * @param unit of a number; empty for none
 * @param initial its value if nobody gives one
 * @param least the least number
 * @param most the greatest number
 * @param choices the values there are, of a choice
 * @param meaning in one line
 */
public record Parameter(
    String name,
    Kind kind,
    String unit,
    String initial,
    double least,
    double most,
    List<String> choices,
    String meaning) {

  /** What a parameter's values are. */
  public enum Kind {
    /** A number. */
    NUMBER,
    /** A whole number. */
    WHOLE,
    /** A time, such as {@code 20ms}. */
    TIME,
    /** One of some words. */
    CHOICE,
    /** A {@link LinkProfile}. */
    LINK,
    /** Anything. */
    TEXT
  }

  /**
   * Checks that the initial value is a right one.
   *
   * @throws IllegalArgumentException if it is not
   */
  public Parameter {
    choices = List.copyOf(choices);
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "a parameter's name is small letters, digits and hyphens, unlike \"" + name + "\"");
    }
    try {
      Values.check(kind, initial, least, most, choices);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " is at first " + e.getMessage(), e);
    }
  }

  /** A number from least to most. */
  public static Parameter number(
      String name, String unit, double initial, double least, double most, String meaning) {
    return new Parameter(
        name, Kind.NUMBER, unit, Values.plain(initial), least, most, List.of(), meaning);
  }

  /** A whole number from least to most. */
  public static Parameter whole(
      String name, String unit, int initial, int least, int most, String meaning) {
    return new Parameter(name, Kind.WHOLE, unit, initial + "", least, most, List.of(), meaning);
  }

  /** A time, not negative. */
  public static Parameter time(String name, Duration initial, String meaning) {
    return words(name, Kind.TIME, Values.text(initial), List.of(), meaning);
  }

  /** One of some words, at first the first of them. */
  public static Parameter choice(String name, List<String> choices, String meaning) {
    return words(name, Kind.CHOICE, choices.getFirst(), choices, meaning);
  }

  /** A path of two directions; see {@link LinkProfile#of}. */
  public static Parameter link(String name, String initial, String meaning) {
    return words(name, Kind.LINK, initial, List.of(), meaning);
  }

  /** Anything. */
  public static Parameter text(String name, String initial, String meaning) {
    return words(name, Kind.TEXT, initial, List.of(), meaning);
  }

  private static Parameter words(
      String name, Kind kind, String initial, List<String> choices, String meaning) {
    return new Parameter(name, kind, "", initial, 0, 0, choices, meaning);
  }

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException if it is not right; it says what would be
   */
  void check(String value) {
    Values.check(kind, value, least, most, choices);
  }

  /** Which values there are, in words. */
  String values() {
    String ofUnit = unit.isEmpty() ? "" : ", in " + unit;
    return switch (kind) {
      case NUMBER, WHOLE ->
          "%s from %s to %s%s"
              .formatted(
                  kind == Kind.WHOLE ? "a whole number" : "a number",
                  Values.plain(least),
                  Values.plain(most),
                  ofUnit);
      case TIME -> "a time such as 20ms, 1.5s or 2min";
      case CHOICE -> "one of " + String.join(", ", choices);
      case LINK -> "a link preset, settings such as rate=2Mbit/s delay=20ms loss=1%, or both";
      case TEXT -> "text";
    };
  }
}
