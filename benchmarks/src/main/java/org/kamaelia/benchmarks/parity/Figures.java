package org.kamaelia.benchmarks.parity;

import java.util.Locale;

/**
 * What one run has measured.
 *
 * @param goodput Mbit/s that were read, from the third second on
 * @param rtt the mean of the smoothed round-trip time, looked at each second, in milliseconds
 * @param resent segments sent again in a thousand seconds
 */
record Figures(double goodput, double rtt, double resent) {
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.4f %.3f %.1f", goodput, rtt, resent);
  }

  static Figures parse(String text) {
    String[] words = text.trim().split(" ");
    return new Figures(
        Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
  }
}
