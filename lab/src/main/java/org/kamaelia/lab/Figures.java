package org.kamaelia.lab;

import java.util.Locale;

/** Numbers and names as people read them. */
final class Figures {
  private Figures() {}

  /** To four digits, or {@code -} for none. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size >= 1e7 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.3g", value);
    }
    int digits = Math.clamp(3 - (int) Math.floor(Math.log10(size)), 0, 7);
    String text = String.format(Locale.ROOT, "%,." + digits + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /** A mean and half its interval, the half to two digits and the mean no finer. */
  static String interval(Summary summary) {
    double half = summary.half();
    if (summary.count() < 2 || half == 0) {
      return number(summary.mean());
    }
    int digits = Math.clamp(1 - (int) Math.floor(Math.log10(half)), 0, 7);
    String format = "%,." + digits + "f";
    return half < 1e-7 || Math.abs(summary.mean()) >= 1e7
        ? number(summary.mean()) + " ± " + number(half)
        : String.format(Locale.ROOT, format + " ± " + format, summary.mean(), half);
  }

  static String many(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  static String share(double share) {
    return number(share * 100) + " %";
  }

  static String time(double seconds) {
    if (seconds < 90) {
      return number(Math.round(seconds * 10) / 10.0) + " s";
    }
    return Math.round(seconds / 60) + " min";
  }

  /** A name with its unit. */
  static String named(String name, String unit) {
    return unit.isEmpty() ? name : name + " (" + unit + ")";
  }

  /** A word for the shell. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
