package org.kamaelia.benchmarks.parity;

import java.util.Arrays;

/**
 * Where the mean of what runs measure is, with 95 % confidence, by Student's distribution.
 *
 * @param half half of the interval's length; 0 for one run, which says nothing of it
 */
record Interval(double mean, double half) {
  /** By degrees of freedom, from 1. */
  private static final double[] QUANTILES = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131
  };

  static Interval of(double... values) {
    int count = values.length;
    double mean = Arrays.stream(values).average().orElseThrow();
    if (count == 1) {
      return new Interval(mean, 0);
    }
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    double quantile = QUANTILES[Math.min(count - 1, QUANTILES.length) - 1];
    return new Interval(mean, quantile * Math.sqrt(squares / (count - 1) / count));
  }
}
