package org.kamaelia.console.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Quantities and foreign words as people read them. */
final class Text {
  private Text() {}

  /** The day of a time, in UTC. */
  static String day(Instant time) {
    return time.toString().substring(0, "2000-01-01".length());
  }

  /** {@code 250 ms}, {@code 3 s}, {@code 2 min}, {@code 5 h}, {@code 3 d}: rounded down. */
  static String duration(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis == 0) {
      return "0 s";
    } else if (millis < 1000) {
      return millis + " ms";
    } else if (millis < 60_000) {
      return millis / 1000 + " s";
    } else if (millis < 3_600_000) {
      return millis / 60_000 + " min";
    } else if (millis < 48 * 3_600_000L) {
      return millis / 3_600_000 + " h";
    }
    return millis / 86_400_000 + " d";
  }

  /** {@code 0.045 ms}, for what is short. */
  static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%,.3f ms", duration.toNanos() / 1e6);
  }

  /** {@code 12 B}, {@code 1.4 MiB}: powers of 1024. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    // what would be written 1024.0 is 1.0 of the next
    while (value >= 1023.95) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %siB", value, "KMGTPE".charAt(unit));
  }

  /** A constant's name, as it is said. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@code 1,234.5/s}. */
  static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%,.1f/s", perSecond);
  }

  /** {@code 9,950}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * A text that came from a jar or a peer, without what would steer the operator's terminal or turn
   * the line around: such a character becomes a question mark.
   */
  static String clean(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
