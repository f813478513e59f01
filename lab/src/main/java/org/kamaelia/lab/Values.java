package org.kamaelia.lab;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parameters' values as text. */
final class Values {
  private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|min|h)");

  private Values() {}

  /** A number without exponent or needless zeros. */
  static String plain(double number) {
    return Double.isInfinite(number)
        ? "any"
        : BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** A time such as {@code 20ms}, in the largest unit that has it whole. */
  static String text(Duration time) {
    long nanos = time.toNanos();
    if (nanos % 1_000_000_000 == 0) {
      return nanos / 1_000_000_000 + "s";
    }
    return nanos % 1_000_000 == 0
        ? nanos / 1_000_000 + "ms"
        : nanos % 1_000 == 0 ? nanos / 1_000 + "us" : nanos + "ns";
  }

  /**
   * Reads a time.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Duration time(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException("no time, such as 20ms, 1.5s or 2min");
    }
    long unit =
        switch (time.group(2)) {
          case "ns" -> 1;
          case "us" -> 1_000;
          case "ms" -> 1_000_000;
          case "s" -> 1_000_000_000;
          case "min" -> 60_000_000_000L;
          default -> 3_600_000_000_000L;
        };
    return Duration.ofNanos(Math.round(Double.parseDouble(time.group(1)) * unit));
  }

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException if it is not right; it says what would be
   */
  static void check(
      Parameter.Kind kind, String value, double least, double most, List<String> choices) {
    try {
      switch (kind) {
        case NUMBER -> checkNumber(number(value), least, most);
        case WHOLE -> checkNumber(whole(value), least, most);
        case TIME -> time(value);
        case LINK -> LinkProfile.of(value);
        case CHOICE -> {
          if (!choices.contains(value)) {
            throw new IllegalArgumentException(Near.meant(value, choices));
          }
        }
        case TEXT -> {}
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"%s\": %s".formatted(value, e.getMessage()), e);
    }
  }

  private static double number(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no number", e);
    }
  }

  static int whole(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no whole number", e);
    }
  }

  private static void checkNumber(double number, double least, double most) {
    if (!(number >= least && number <= most)) {
      throw new IllegalArgumentException("not from " + plain(least) + " to " + plain(most));
    }
  }
}
