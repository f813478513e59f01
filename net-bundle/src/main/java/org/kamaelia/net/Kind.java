package org.kamaelia.net;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;

/**
 * A kind of values that settings have.
 *
 * @param description which they are, and how they are written: what follows {@code must be}
 * @param reader makes a value of a text; throws an IllegalArgumentException saying what is wrong
 * @param writer makes the text that the reader reads
 * @param check what is wrong with a value, empty if nothing
 */
record Kind<T>(
    String description,
    Function<String, T> reader,
    Function<T, String> writer,
    Function<T, String> check) {

  /** Whole numbers. */
  static Kind<Integer> number(int least, int most) {
    String description =
        most == Integer.MAX_VALUE
            ? "%,d or more".formatted(least)
            : "%,d to %,d".formatted(least, most);
    return new Kind<>(
        description,
        text -> (int) digits(text, "a number"),
        String::valueOf,
        value -> value >= least && value <= most ? "" : mustBe(description));
  }

  /** Durations, {@code 500ms}, {@code 30s}, {@code 5m} or {@code 1h}. */
  static Kind<Duration> duration(Duration least, Duration most) {
    String description =
        "a duration, %s to %s, such as 500ms, 30s, 5m or 1h".formatted(text(least), text(most));
    return new Kind<>(
        description,
        Kind::duration,
        Kind::text,
        value ->
            value.compareTo(least) >= 0 && value.compareTo(most) <= 0 ? "" : mustBe(description));
  }

  /** Where a listener listens. */
  static Kind<Address> address() {
    return new Kind<>(
        "host:port, [v6]:port, udp:host:port or unix:/path",
        Address::of,
        Address::toString,
        value -> "");
  }

  /** Names. */
  static Kind<String> name() {
    return new Kind<>(
        "a name", text -> text, text -> text, text -> text.isBlank() ? mustBe("a name") : "");
  }

  private static String mustBe(String description) {
    return "must be " + description;
  }

  private static long digits(String text, String what) {
    if (!text.matches("-?[0-9]{1,9}")) {
      throw new IllegalArgumentException("is not " + what);
    }
    return Long.parseLong(text);
  }

  private static Duration duration(String text) {
    String what = "a duration such as 500ms, 30s, 5m or 1h";
    String unit = text.replaceAll("[0-9-]", "").strip().toLowerCase(Locale.ROOT);
    long number = digits(text.replaceAll("[^0-9-].*", ""), what);
    if (unit.isEmpty() && number == 0) {
      return Duration.ZERO;
    }
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> throw new IllegalArgumentException("is not " + what);
    };
  }

  private static String text(Duration value) {
    long millis = value.toMillis();
    return millis == 0
        ? "0"
        : millis % 3_600_000 == 0
            ? millis / 3_600_000 + "h"
            : millis % 60_000 == 0
                ? millis / 60_000 + "m"
                : millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
