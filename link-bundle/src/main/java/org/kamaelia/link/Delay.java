package org.kamaelia.link;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How long packets are on the wire: a distribution that is sampled for each packet. It has no
 * memory, so links may share one. A new one is a lambda expression.
 */
@ConsumerType
@FunctionalInterface
public interface Delay {
  /** None at all. */
  Delay NONE = constant(Duration.ZERO);

  /**
   * The delay of one packet in nanoseconds. The link takes a negative one for 0, so distributions
   * with a tail below 0 are truncated there.
   *
   * @param now nanoseconds of the link's timeline
   * @param random the link's own
   */
  long nanos(long now, RandomGenerator random);

  /** The same for all. */
  static Delay constant(Duration delay) {
    return new Delays.Constant(delay.toNanos());
  }

  /** Evenly distributed, both ends included. */
  static Delay uniform(Duration least, Duration most) {
    return new Delays.Uniform(least.toNanos(), most.toNanos());
  }

  /**
   * Normal (Gaussian), truncated at 0.
   *
   * @param deviation the standard deviation
   */
  static Delay normal(Duration mean, Duration deviation) {
    return new Delays.Normal(mean.toNanos(), deviation.toNanos());
  }

  /**
   * Pareto: P(X &gt; x) = (least/x)^shape; its mean is least * shape / (shape - 1).
   *
   * @param least the shortest delay
   * @param shape more than 0; the variance is infinite up to 2, the mean up to 1
   */
  static Delay pareto(Duration least, double shape) {
    return new Delays.Pareto(least.toNanos(), shape);
  }

  /**
   * A quarter of a normal and three quarters of a Pareto distribution of shape 3, as Linux netem's
   * table of this name, truncated at 0: a hump with a long tail, as seen on the Internet.
   *
   * @param deviation the standard deviation of the whole
   */
  static Delay paretoNormal(Duration mean, Duration deviation) {
    return new Delays.ParetoNormal(mean.toNanos(), deviation.toNanos());
  }

  /**
   * Lognormal.
   *
   * @param mean its own, not that of the logarithm; more than 0
   * @param deviation its own standard deviation
   */
  static Delay lognormal(Duration mean, Duration deviation) {
    return Delays.Lognormal.of(mean.toNanos(), deviation.toNanos());
  }

  /**
   * As measured: the quantiles of the samples, straight lines between them.
   *
   * @param samples at least one, in any order
   */
  static Delay empirical(List<Duration> samples) {
    long[] sorted = samples.stream().mapToLong(Duration::toNanos).sorted().toArray();
    return new Delays.Empirical(sorted);
  }

  /**
   * Others at other times.
   *
   * @param steps by time; the first holds before its time as well
   */
  static Delay steps(Step... steps) {
    return new Delays.Steps(Arrays.asList(steps));
  }

  /**
   * A delay from a time on.
   *
   * @param at since the beginning of the run
   */
  record Step(Duration at, Delay delay) {}

  /** This one and another one added, for instance a distance and a jitter. */
  default Delay plus(Delay other) {
    return new Delays.Sum(this, other);
  }
}
