package org.kamaelia.record;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes, made readable. */
public final class Dump {
  private static final int ROW = 16;
  private static final HexFormat HEX = HexFormat.of();

  /** Rows shown before the first byte that differs, and after it. */
  private static final int AROUND = 2;

  /** Half a row of the two side by side. */
  private static final int HALF = 8;

  private Dump() {}

  /** As text in quotes, with what is not printable escaped. */
  public static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (byte b : bytes) {
      switch (b) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        case '"', '\\' -> text.append('\\').append((char) b);
        default -> {
          if (isPrintable(b)) {
            text.append((char) b);
          } else {
            text.append("\\x").append(HEX.toHexDigits(b));
          }
        }
      }
    }
    return text.append('"').toString();
  }

  /**
   * Rows of sixteen bytes, each with its offset, in hexadecimal and as text; each row ends in a
   * newline.
   *
   * @param most how many bytes are shown; of more it is said how many there are
   */
  public static String rows(byte[] bytes, int most) {
    int shown = Math.min(bytes.length, most);
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < shown; row += ROW) {
      int to = Math.min(shown, row + ROW);
      rows.append(
          "%06x  %-48s  %s"
              .formatted(row, hex(bytes, row, to), printable(bytes, row, to))
              .stripTrailing());
      rows.append('\n');
    }
    if (bytes.length > shown) {
      rows.append("        and ").append(count(bytes.length - shown, "more byte")).append('\n');
    }
    return rows.toString();
  }

  /**
   * What was expected and what was seen, side by side, around the first byte that differs, which a
   * mark is below; each row ends in a newline.
   */
  public static String difference(byte[] expected, byte[] seen) {
    int at = Math.max(0, Arrays.mismatch(expected, seen));
    int differs = at / HALF * HALF;
    StringBuilder rows = new StringBuilder();
    rows.append("        %-34s     %s%n".formatted("expected", "seen"));
    int last = Math.max(expected.length, seen.length);
    for (int row = Math.max(0, differs - AROUND * HALF);
        row <= differs + AROUND * HALF && (row < last || row == differs);
        row += HALF) {
      rows.append(
          "%06x  %s  %s  %s%n"
              .formatted(
                  row,
                  half(expected, row),
                  isSame(expected, seen, row) ? " " : "|",
                  half(seen, row))
              .replaceAll(" +(?=\\R)", ""));
      if (row == differs) {
        String space = " ".repeat(at % HALF * 3);
        rows.append("        %-34s     %s".formatted(space + "^^", space + "^^"));
        rows.append(" byte ")
            .append(at)
            .append(", ")
            .append(what(expected, at))
            .append(" expected, ");
        rows.append(what(seen, at)).append(" seen\n");
      }
    }
    return rows.toString();
  }

  private static boolean isSame(byte[] expected, byte[] seen, int row) {
    return Arrays.equals(
        expected,
        Math.min(row, expected.length),
        Math.min(row + HALF, expected.length),
        seen,
        Math.min(row, seen.length),
        Math.min(row + HALF, seen.length));
  }

  private static String half(byte[] bytes, int row) {
    int from = Math.min(row, bytes.length);
    int to = Math.min(row + HALF, bytes.length);
    return "%-24s  %-8s".formatted(hex(bytes, from, to), printable(bytes, from, to));
  }

  private static String what(byte[] bytes, int at) {
    return at < bytes.length ? HEX.toHexDigits(bytes[at]) : "the end";
  }

  private static String hex(byte[] bytes, int from, int to) {
    StringBuilder hex = new StringBuilder();
    for (int i = from; i < to; i++) {
      hex.append(HEX.toHexDigits(bytes[i])).append(' ');
    }
    return hex.toString();
  }

  private static String printable(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(isPrintable(bytes[i]) ? (char) bytes[i] : '.');
    }
    return text.toString();
  }

  private static boolean isPrintable(byte b) {
    return b >= ' ' && b <= '~';
  }

  /** A number of things, in words: {@code 1 byte}, {@code 2 bytes}. */
  public static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
