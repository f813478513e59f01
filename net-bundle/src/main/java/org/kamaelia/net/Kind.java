package org.kamaelia.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kamaelia.net.internal.faults.FaultSpec;

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
  private static final Pattern AMOUNT = Pattern.compile("(-?[0-9]+)\\s*([A-Za-z]*)");

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

  /** Numbers of bytes, {@code 512}, {@code 64KiB} or {@code 1MiB}. */
  static Kind<Integer> bytes(int least, int most) {
    String description =
        "bytes, %s to %s, such as 512, 64KiB or 1MiB".formatted(size(least), size(most));
    return new Kind<>(
        description,
        Kind::size,
        Kind::size,
        value -> value >= least && value <= most ? "" : mustBe(description));
  }

  /** Networks, one after the other; none is an empty text. */
  static Kind<List<Network>> networks() {
    return new Kind<>(
        "networks such as 10.0.0.0/8, 2001:db8::/32, 192.0.2.7 or unix, with commas between",
        text ->
            Arrays.stream(text.split("[,\\s]+"))
                .filter(each -> !each.isEmpty())
                .map(Network::of)
                .toList(),
        value -> value.stream().map(Network::toString).collect(Collectors.joining(", ")),
        value -> "");
  }

  /** Yes or no. */
  static Kind<Boolean> flag() {
    return new Kind<>(
        "yes or no",
        text ->
            switch (text) {
              case "yes", "true" -> true;
              case "no", "false" -> false;
              default -> throw new IllegalArgumentException(mustBe("yes or no"));
            },
        value -> value ? "yes" : "no",
        value -> "");
  }

  /** One of a few words, which are the constants of an enum, as {@code one-word}. */
  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    String words =
        Arrays.stream(type.getEnumConstants()).map(Kind::word).collect(Collectors.joining(" or "));
    return new Kind<>(
        words,
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(each -> word(each).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(mustBe(words))),
        Kind::word,
        value -> "");
  }

  /** The permissions of a file, in octal. */
  static Kind<Integer> mode() {
    String description = "three octal digits, such as 600";
    return new Kind<>(
        description,
        text -> {
          if (!text.matches("0?[0-7]{3}")) {
            throw new IllegalArgumentException(mustBe(description));
          }
          return Integer.parseInt(text, 8);
        },
        value -> "%03o".formatted(value),
        value -> value >= 0 && value <= 0777 ? "" : mustBe(description));
  }

  /** Files, one after the other; none is an empty text. */
  static Kind<List<Path>> files(int most) {
    String description = most == 1 ? "a file" : "files, with commas between";
    return new Kind<>(
        description,
        text -> parts(text).map(Path::of).toList(),
        value -> value.stream().map(Path::toString).collect(Collectors.joining(", ")),
        value -> value.size() <= most ? "" : mustBe(description));
  }

  /** Names, one after the other; none is an empty text. */
  static Kind<List<String>> names() {
    return new Kind<>(
        "names, with commas between",
        text -> parts(text).toList(),
        value -> String.join(", ", value),
        value -> "");
  }

  /** Names that stand for others, {@code one=other}, in their order. */
  static Kind<Map<String, String>> pairs(String description) {
    return new Kind<>(
        description,
        text -> pairs(text, description),
        value ->
            value.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", ")),
        value -> "");
  }

  /** Ranges of versions. */
  static Kind<VersionRange> versions() {
    return new Kind<>(
        "a version range such as [1.0,2.0), 1.2 for 1.2 and higher ones, or any",
        VersionRange::of,
        VersionRange::toString,
        value -> "");
  }

  /** What goes wrong on purpose. */
  static Kind<String> faults() {
    return new Kind<>(
        "off, or a preset of links such as lte, and settings: delay=20ms, rate=1Mbit/s, slice=64,"
            + " stall=1%,5s or stall=64KiB,5s, reset=1% or reset=64KiB, queue=64000B; of datagrams"
            + " loss=1%, reorder=late(1%,5ms), duplicate=1%, corrupt=1%, mtu=1500; seed=7",
        text -> text,
        text -> text,
        text -> {
          if (!text.equals(FaultSpec.OFF)) {
            var _ = FaultSpec.of(text);
          }
          return "";
        });
  }

  /** Names. */
  static Kind<String> name() {
    return new Kind<>(
        "a name", text -> text, text -> text, text -> text.isBlank() ? mustBe("a name") : "");
  }

  private static Map<String, String> pairs(String text, String description) {
    Map<String, String> pairs = new LinkedHashMap<>();
    parts(text)
        .forEach(
            part -> {
              String[] sides = part.split("=", 2);
              if (sides.length < 2 || sides[0].isBlank() || sides[1].isBlank()) {
                throw new IllegalArgumentException(mustBe(description));
              }
              pairs.put(sides[0].strip(), sides[1].strip());
            });
    return Collections.unmodifiableMap(pairs);
  }

  private static Stream<String> parts(String text) {
    return Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
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

  private static int size(String text) {
    String what = "a number of bytes such as 512, 64KiB or 1MiB";
    Matcher amount = amount(text, what);
    int shift =
        switch (unit(amount)) {
          case "", "b" -> 0;
          case "kib", "k" -> 10;
          case "mib", "m" -> 20;
          case "gib", "g" -> 30;
          default -> throw new IllegalArgumentException("is not " + what);
        };
    return Math.clamp(digits(amount.group(1), what) << shift, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A number, and what follows it: one unit, if any. */
  private static Matcher amount(String text, String what) {
    Matcher amount = AMOUNT.matcher(text);
    if (!amount.matches()) {
      throw new IllegalArgumentException("is not " + what);
    }
    return amount;
  }

  private static String unit(Matcher amount) {
    return amount.group(2).toLowerCase(Locale.ROOT);
  }

  private static String size(int bytes) {
    int unit = bytes == 0 ? 0 : Math.min(3, Integer.numberOfTrailingZeros(bytes) / 10);
    return (bytes >> (10 * unit)) + (unit == 0 ? "" : "KMG".charAt(unit - 1) + "iB");
  }

  private static Duration duration(String text) {
    String what = "a duration such as 500ms, 30s, 5m or 1h";
    Matcher amount = amount(text, what);
    String unit = unit(amount);
    long number = digits(amount.group(1), what);
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
