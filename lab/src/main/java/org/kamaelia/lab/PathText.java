package org.kamaelia.lab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shortens the paths of an SVG: most of a page is curves. */
final class PathText {
  private static final Pattern PATH = Pattern.compile("(?<= d=\")[^\"]*(?=\")");
  private static final Pattern POINT = Pattern.compile("([ML])([-0-9.]+) ([-0-9.]+)");

  private PathText() {}

  /** The same picture, to a tenth of a pixel. */
  static String shorter(String svg) {
    return PATH.matcher(svg)
        .replaceAll(
            path ->
                path.group().matches("M[-0-9. ML]+")
                    ? relative(path.group())
                    : path.group().replaceAll("(\\.[0-9])[0-9]+", "$1"));
  }

  /** Each point as seen from the one before, in tenths, so that what is rounded does not add up. */
  private static String relative(String path) {
    StringBuilder text = new StringBuilder();
    long x = 0;
    long y = 0;
    boolean moved = true;
    for (Matcher point = POINT.matcher(path); point.find(); ) {
      long toX = Math.round(Double.parseDouble(point.group(2)) * 10);
      long toY = Math.round(Double.parseDouble(point.group(3)) * 10);
      boolean move = point.group(1).equals("M");
      if (move) {
        text.append('M').append(tenths(toX)).append(' ').append(tenths(toY));
      } else if (toX != x || toY != y) {
        String across = tenths(toX - x);
        String down = tenths(toY - y);
        text.append(moved ? "l" : across.startsWith("-") ? "" : " ").append(across);
        text.append(down.startsWith("-") ? "" : " ").append(down);
      }
      moved = move || (moved && toX == x && toY == y);
      x = toX;
      y = toY;
    }
    return text.toString();
  }

  private static String tenths(long number) {
    String sign = number < 0 ? "-" : "";
    long size = Math.abs(number);
    return sign
        + (size >= 10 || size == 0 ? size / 10 : "")
        + (size % 10 == 0 ? "" : "." + size % 10);
  }
}
