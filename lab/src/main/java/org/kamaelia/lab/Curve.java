package org.kamaelia.lab;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A figure over a run's time, in seconds. */
final class Curve {
  private final String unit;
  private double[] at = new double[64];
  private double[] values = new double[64];
  private int points;

  Curve(String unit) {
    this.unit = unit;
  }

  String unit() {
    return unit;
  }

  /** One more point, behind those that there are. */
  void add(double seconds, double value) {
    if (points == at.length) {
      at = Arrays.copyOf(at, 2 * points);
      values = Arrays.copyOf(values, 2 * points);
    }
    at[points] = seconds;
    values[points++] = value;
  }

  int points() {
    return points;
  }

  double at(int point) {
    return at[point];
  }

  double value(int point) {
    return values[point];
  }

  /** When its last point is. */
  double end() {
    return points == 0 ? 0 : at[points - 1];
  }

  /** With so many points at most: neighbours become their mean. */
  Curve thinned(int most) {
    int each = (points + most - 1) / most;
    if (each <= 1) {
      return this;
    }
    Curve thin = new Curve(unit);
    for (int from = 0; from < points; from += each) {
      int to = Math.min(points, from + each);
      double middle = 0;
      double mean = 0;
      for (int i = from; i < to; i++) {
        middle += at[i] / (to - from);
        mean += values[i] / (to - from);
      }
      thin.add(middle, mean);
    }
    return thin;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Curve curve
        && unit.equals(curve.unit)
        && Arrays.equals(at, 0, points, curve.at, 0, curve.points)
        && Arrays.equals(values, 0, points, curve.values, 0, curve.points);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(Arrays.copyOf(values, points));
  }
}
