package org.kamaelia.link;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one setting of a link, {@code name=value}. */
final class SettingText {
  private static final Pattern CALL = Pattern.compile("([a-z-]+)\\(([^()]*)\\)");
  private static final Pattern AMOUNT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([A-Za-z%/]*)");

  private SettingText() {}

  /**
   * The settings with this one.
   *
   * @throws IllegalArgumentException if it is not understood
   */
  static LinkSpec apply(LinkSpec spec, String setting) {
    String[] parts = setting.split("=", 2);
    if (parts.length < 2) {
      throw new IllegalArgumentException("a setting is name=value, unlike " + setting);
    }
    String value = parts[1];
    try {
      return switch (parts[0]) {
        case "delay" -> spec.withDelay(delay(value));
        case "loss" -> spec.withLoss(loss(value));
        case "rate" -> spec.withRate(rate(value));
        case "queue" -> spec.withQueue(queue(value));
        case "mtu" -> spec.withMtu(Integer.parseInt(value));
        case "reorder" -> spec.withReorder(reorder(value));
        case "duplicate" -> spec.withDuplicate(probability(value));
        case "corrupt" -> spec.withCorrupt(probability(value));
        default ->
            throw new IllegalArgumentException(
                "there are delay, loss, rate, queue, mtu, reorder, duplicate, corrupt");
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
    }
  }

  /** A name with arguments; none for a value without brackets. */
  private record Call(String name, List<String> arguments) {
    static Call of(String text) {
      Matcher call = CALL.matcher(text);
      return call.matches()
          ? new Call(call.group(1), Arrays.asList(call.group(2).split(",", -1)))
          : new Call(text, List.of());
    }

    /** Whether it is this one, with so many arguments. */
    boolean is(String wanted, int count) {
      return name.equals(wanted) && arguments.size() == count;
    }

    Duration time(int index) {
      return SettingText.time(arguments.get(index));
    }

    double share(int index) {
      return probability(arguments.get(index));
    }

    double number(int index) {
      return Double.parseDouble(arguments.get(index));
    }
  }

  private static Delay delay(String text) {
    Delay sum = null;
    for (String term : text.split("\\+", -1)) {
      Delay delay = oneDelay(Call.of(term));
      sum = sum == null ? delay : sum.plus(delay);
    }
    return sum == null ? Delay.NONE : sum;
  }

  private static Delay oneDelay(Call call) {
    if (call.is("uniform", 2)) {
      return Delay.uniform(call.time(0), call.time(1));
    } else if (call.is("normal", 2)) {
      return Delay.normal(call.time(0), call.time(1));
    } else if (call.is("pareto", 2)) {
      return Delay.pareto(call.time(0), call.number(1));
    } else if (call.is("pareto-normal", 2)) {
      return Delay.paretoNormal(call.time(0), call.time(1));
    } else if (call.is("lognormal", 2)) {
      return Delay.lognormal(call.time(0), call.time(1));
    }
    return Delay.constant(time(call.name));
  }

  private static Loss loss(String text) {
    Call call = Call.of(text);
    if (call.is("bursts", 2)) {
      return GilbertElliott.bursts(call.share(0), call.number(1));
    } else if (call.is("gilbert-elliott", 4)) {
      return new GilbertElliott(call.share(0), call.share(1), call.share(2), call.share(3));
    } else if (call.is("repeating", 1)) {
      return Loss.repeating(call.arguments.getFirst());
    } else if (call.name.equals("packets")) {
      return Loss.packets(call.arguments.stream().mapToInt(Integer::parseInt).toArray());
    }
    return Loss.bernoulli(probability(call.name));
  }

  private static Rate rate(String text) {
    if (text.equals("unlimited")) {
      return Rate.UNLIMITED;
    } else if (text.equals("stalled")) {
      return Rate.STALLED;
    }
    Amount amount = Amount.of(text, "a rate such as 10Mbit/s");
    String unit =
        amount.unit.endsWith("/s") ? amount.unit.substring(0, amount.unit.length() - 2) : "";
    double bits =
        switch (unit) {
          case "bit" -> 1;
          case "kbit" -> 1e3;
          case "Mbit" -> 1e6;
          case "Gbit" -> 1e9;
          default -> throw new IllegalArgumentException("no rate, such as 10Mbit/s");
        };
    return Rate.constant(Math.round(amount.number * bits));
  }

  private static Discipline queue(String text) {
    Discipline named =
        switch (text) {
          case "unlimited" -> DropTail.UNLIMITED;
          case "red" -> Red.standard();
          case "codel" -> CoDel.standard();
          case "fq-codel" -> FqCoDel.standard();
          case "pie" -> Pie.standard();
          case "dualpi2" -> DualPi2.standard();
          default -> null;
        };
    if (named != null) {
      return named;
    }
    Amount amount = Amount.of(text, "a queue such as 25p, 30000B, 100ms or codel");
    return switch (amount.unit) {
      case "p" -> DropTail.packets((int) amount.number);
      case "B" -> DropTail.bytes((long) amount.number);
      default -> DropTail.time(time(text));
    };
  }

  private static Reorder reorder(String text) {
    Call call = Call.of(text);
    if (call.is("late", 2)) {
      return Reorder.late(call.share(0), Delay.constant(call.time(1)));
    } else if (call.is("by-delay", 0)) {
      return Reorder.BY_DELAY;
    }
    throw new IllegalArgumentException("no order, such as late(1%,5ms) or by-delay");
  }

  private static double probability(String text) {
    Amount amount = Amount.of(text, "a probability such as 0.01 or 1%");
    return switch (amount.unit) {
      case "%" -> amount.number / 100;
      case "" -> amount.number;
      default -> throw new IllegalArgumentException("no probability, such as 0.01 or 1%");
    };
  }

  private static Duration time(String text) {
    Amount amount = Amount.of(text, "a time such as 15ms");
    double nanos =
        switch (amount.unit.toLowerCase(Locale.ROOT)) {
          case "ns" -> 1;
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "s" -> 1e9;
          default -> throw new IllegalArgumentException("no time, such as 15ms");
        };
    return Duration.ofNanos(Math.round(amount.number * nanos));
  }

  private record Amount(double number, String unit) {
    static Amount of(String text, String wanted) {
      Matcher amount = AMOUNT.matcher(text);
      if (!amount.matches()) {
        throw new IllegalArgumentException("not " + wanted);
      }
      return new Amount(Double.parseDouble(amount.group(1)), amount.group(2));
    }
  }
}
