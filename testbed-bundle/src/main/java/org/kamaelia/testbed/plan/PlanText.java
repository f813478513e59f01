package org.kamaelia.testbed.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Plans as people read and write them. */
final class PlanText {
  private static final Pattern PLAIN = Pattern.compile("[\\w.-]+");

  /** A name in quotes, in which a backslash is before a quote or another one; or anything else. */
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|\\S+");

  private static final Pattern TIME = Pattern.compile("(\\d{1,15})(s|ms|us|ns)");

  private PlanText() {}

  static String time(Duration time) {
    long nanos = time.toNanos();
    if (nanos % 1_000_000_000 == 0) {
      return nanos / 1_000_000_000 + "s";
    } else if (nanos % 1_000_000 == 0) {
      return nanos / 1_000_000 + "ms";
    } else if (nanos % 1000 == 0) {
      return nanos / 1000 + "us";
    }
    return nanos + "ns";
  }

  static String name(String name) {
    return PLAIN.matcher(name).matches()
        ? name
        : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  static String names(List<String> names) {
    return names.stream().map(PlanText::name).collect(Collectors.joining(" "));
  }

  static FaultPlan read(String text) {
    List<FaultPlan.Planned> faults = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        List<String> words = words(line);
        if (!words.isEmpty()) {
          faults.add(fault(words));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "line %d, %s: %s".formatted(number, line.strip(), e.getMessage()), e);
      }
    }
    return new FaultPlan(faults);
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find() && !matcher.group().startsWith("#")) {
      words.add(
          matcher.group(1) == null
              ? matcher.group()
              : matcher.group(1).replaceAll("\\\\(.)", "$1"));
    }
    return words;
  }

  private static FaultPlan.Planned fault(List<String> words) {
    require(words.size() >= 4, "a fault is: when, for how long, what, and to whom");
    return new FaultPlan.Planned(
        time(words.get(0)), time(words.get(1)), harm(words.get(2), words.subList(3, words.size())));
  }

  private static Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    require(matcher.matches(), text + " is no time, such as 1500ms");
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "s" -> Duration.ofSeconds(amount);
      case "ms" -> Duration.ofMillis(amount);
      case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1000));
      default -> Duration.ofNanos(amount);
    };
  }

  private static Harm harm(String kind, List<String> words) {
    return switch (kind) {
      case "isolate" -> new Harm.Isolate(only(words));
      case "clog" -> new Harm.Clog(only(words));
      case "crash" -> new Harm.Crash(only(words));
      case "partition" -> new Harm.Partition(left(words, "|"), right(words, "|"));
      case "cut" -> new Harm.Cut(left(words, ">"), right(words, ">"));
      case "hold" -> new Harm.Hold(left(words, ">"), right(words, ">"));
      case "alter" ->
          new Harm.Alter(words.getFirst(), String.join(" ", words.subList(1, words.size())));
      default ->
          throw new IllegalArgumentException(
              kind + " is none of isolate, partition, cut, hold, clog, crash, alter");
    };
  }

  private static String only(List<String> words) {
    require(words.size() == 1, "it is about one host");
    return words.getFirst();
  }

  private static List<String> left(List<String> words, String sign) {
    int at = words.indexOf(sign);
    require(at > 0 && at < words.size() - 1, "hosts are on both sides of a " + sign);
    return words.subList(0, at);
  }

  private static List<String> right(List<String> words, String sign) {
    return words.subList(words.indexOf(sign) + 1, words.size());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
