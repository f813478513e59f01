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

  /**
   * What is seen of it if it is drawn in so many columns: the least and the most in each, in their
   * order, so that no peak is lost. A gap is seen if it takes a column.
   */
  Curve thinned(int columns) {
    if (points <= 2 * columns) {
      return this;
    }
    Curve thin = new Curve(unit);
    double begin = at[0];
    double width = (end() - begin) / columns;
    for (int from = 0; from < points; ) {
      int column = column(from, begin, width);
      int least = from;
      int most = from;
      int to = from;
      for (; to < points && column(to, begin, width) == column; to++) {
        least = values[to] < values[least] || Double.isNaN(values[least]) ? to : least;
        most = values[to] > values[most] || Double.isNaN(values[most]) ? to : most;
      }
      thin.add(at[Math.min(least, most)], values[Math.min(least, most)]);
      if (least != most) {
        thin.add(at[Math.max(least, most)], values[Math.max(least, most)]);
      }
      from = to;
    }
    return thin;
  }

  private int column(int point, double begin, double width) {
    return (int) ((at[point] - begin) / width);
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
