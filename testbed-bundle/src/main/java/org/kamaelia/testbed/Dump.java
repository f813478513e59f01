package org.kamaelia.testbed;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes, made readable. */
final class Dump {
  private static final int ROW = 16;
  private static final HexFormat HEX = HexFormat.of();

  private Dump() {}

  /** As text in quotes, with what is not printable escaped. */
  static String text(byte[] bytes) {
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

  /** The rows around the first byte that differs, of both, and a mark below it. */
  static String difference(byte[] expected, byte[] seen) {
    int at = Math.max(0, Arrays.mismatch(expected, seen));
    StringBuilder rows = new StringBuilder();
    int firstRow = Math.max(0, at / ROW - 1) * ROW;
    for (int row = firstRow; row <= (at / ROW + 1) * ROW; row += ROW) {
      if (row < expected.length || row < seen.length) {
        rows.append(row("expected", expected, row)).append(row("seen", seen, row));
      }
      if (row == at / ROW * ROW) {
        rows.append(" ".repeat(18 + at % ROW * 3)).append("^^ byte ").append(at).append('\n');
      }
    }
    return rows.toString();
  }

  private static String row(String whose, byte[] bytes, int from) {
    StringBuilder hex = new StringBuilder();
    StringBuilder text = new StringBuilder();
    for (int i = from; i < Math.min(bytes.length, from + ROW); i++) {
      hex.append(HEX.toHexDigits(bytes[i])).append(' ');
      text.append(isPrintable(bytes[i]) ? (char) bytes[i] : '.');
    }
    return "%-8s %06x   %-48s  %s".formatted(whose, from, hex, text).stripTrailing() + "\n";
  }

  private static boolean isPrintable(byte b) {
    return b >= ' ' && b <= '~';
  }

  static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
