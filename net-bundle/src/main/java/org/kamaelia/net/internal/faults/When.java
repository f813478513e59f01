package org.kamaelia.net.internal.faults;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something happens to a direction of a connection.
 *
 * @param share how probable it is at each piece, 0 to 1
 * @param bytes after how many bytes it happens, once; 0 for never
 */
record When(double share, long bytes) {
  static final When NEVER = new When(0, 0);

  private static final Pattern AMOUNT =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]+)?)(%|ms|s|m|[KMG]iB|B|)");

  /** Reads {@code 1%} or {@code 0.01}, or {@code 64KiB}. */
  static When of(String text) {
    Amount amount = Amount.of(text);
    boolean percent = amount.unit.equals("%");
    if (percent || (amount.unit.isEmpty() && amount.number.contains("."))) {
      double share = Double.parseDouble(amount.number) / (percent ? 100 : 1);
      if (share <= 1) {
        return new When(share, 0);
      }
    }
    long bytes = bytes(text);
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "neither a share of the pieces, such as 1%, nor after how many bytes, such as 64KiB");
    }
    return new When(0, bytes);
  }

  /** Reads a number of bytes, {@code 512} or {@code 64KiB}; -1 if it is none. */
  static long bytes(String text) {
    Amount amount = Amount.of(text);
    if (amount.number.contains(".")) {
      return -1;
    }
    return switch (amount.unit) {
      case "", "B" -> Long.parseLong(amount.number);
      case "KiB" -> Long.parseLong(amount.number) << 10;
      case "MiB" -> Long.parseLong(amount.number) << 20;
      case "GiB" -> Long.parseLong(amount.number) << 30;
      default -> -1;
    };
  }

  /** Reads a time, {@code 500ms}. */
  static Duration time(String text) {
    Amount amount = Amount.of(text);
    double nanos =
        switch (amount.unit) {
          case "ms" -> 1e6;
          case "s" -> 1e9;
          case "m" -> 60e9;
          default -> throw new IllegalArgumentException("no time, such as 500ms or 5s");
        };
    return Duration.ofNanos(Math.round(Double.parseDouble(amount.number) * nanos));
  }

  /** A number and its unit; another unit than there is if it is none. */
  private record Amount(String number, String unit) {
    static Amount of(String text) {
      Matcher amount = AMOUNT.matcher(text);
      return amount.matches()
          ? new Amount(amount.group(1), amount.group(2))
          : new Amount(text, "none");
    }
  }
}
