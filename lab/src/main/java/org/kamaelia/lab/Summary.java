package org.kamaelia.lab;

import java.util.Arrays;
import java.util.Collection;
import org.apache.commons.statistics.descriptive.Max;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.descriptive.Min;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What some runs measured. All but the count is NaN if there were none.
 *
 * @param count how many numbers there were
 * @param deviation the standard deviation of the sample; NaN for fewer than two
 * @param half of the confidence interval of the mean, by Student's t; NaN for fewer than two
 */
record Summary(
    int count,
    double mean,
    double half,
    double median,
    double deviation,
    double least,
    double most) {

  /**
   * Sums up.
   *
   * @param numbers NaN is passed over
   * @param confidence of the interval, such as 0.95
   */
  static Summary of(Collection<Double> numbers, double confidence) {
    double[] there =
        numbers.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite).toArray();
    int count = there.length;
    double deviation = count < 2 ? Double.NaN : StandardDeviation.of(there).getAsDouble();
    return new Summary(
        count,
        count == 0 ? Double.NaN : Mean.of(there).getAsDouble(),
        count < 2 ? Double.NaN : deviation / Math.sqrt(count) * quantile(count - 1, confidence),
        median(there),
        deviation,
        count == 0 ? Double.NaN : Min.of(there).getAsDouble(),
        count == 0 ? Double.NaN : Max.of(there).getAsDouble());
  }

  private static double quantile(int degrees, double confidence) {
    return TDistribution.of(degrees).inverseSurvivalProbability((1 - confidence) / 2);
  }

  static double median(double[] numbers) {
    return numbers.length == 0
        ? Double.NaN
        : Median.withDefaults().evaluate(Arrays.copyOf(numbers, numbers.length));
  }

  /** Half of the interval, or 0 where it is not known: how far a plot goes beside the mean. */
  double margin() {
    return Double.isNaN(half) ? 0 : half;
  }

  double low() {
    return mean - half;
  }

  double high() {
    return mean + half;
  }

  /** Whether the interval is known and has nothing of zero. */
  boolean excludesZero() {
    return low() > 0 || high() < 0;
  }

  /** Whether half the interval is within a share of the mean. */
  boolean isWithin(double share) {
    return count >= 2 && (half == 0 || half <= share * Math.abs(mean));
  }
}
