package org.kamaelia.testbed.measure;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * How long things took.
 *
 * @param count how many there were; with none, all else is zero
 * @param least the shortest
 * @param mean their mean
 * @param median half of them took no longer
 * @param p95 19 of 20 took no longer
 * @param p99 99 of 100 took no longer
 * @param most the longest
 */
public record Delays(
    long count,
    Duration least,
    Duration mean,
    Duration median,
    Duration p95,
    Duration p99,
    Duration most) {

  static Delays of(Histogram histogram) {
    return new Delays(
        histogram.getTotalCount(),
        Duration.ofNanos(histogram.getMinValue()),
        Duration.ofNanos(Math.round(histogram.getMean())),
        percentile(histogram, 50),
        percentile(histogram, 95),
        percentile(histogram, 99),
        Duration.ofNanos(histogram.getMaxValue()));
  }

  private static Duration percentile(Histogram histogram, double percent) {
    return Duration.ofNanos(histogram.getValueAtPercentile(percent));
  }
}
