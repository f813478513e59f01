package org.kamaelia.link;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The delays that {@link Delay} makes, in nanoseconds. */
final class Delays {
  private Delays() {}

  private static String text(long nanos) {
    return Duration.ofNanos(nanos).toString();
  }

  record Constant(long delay) implements Delay {
    Constant {
      if (delay < 0) {
        throw new IllegalArgumentException("a delay of " + text(delay));
      }
    }

    @Override
    public long nanos(long now, RandomGenerator random) {
      return delay;
    }
  }

  record Uniform(long least, long most) implements Delay {
    Uniform {
      if (least < 0 || most < least) {
        throw new IllegalArgumentException("a delay between " + text(least) + " and " + text(most));
      }
    }

    @Override
    public long nanos(long now, RandomGenerator random) {
      return random.nextLong(least, most + 1);
    }
  }

  record Normal(long mean, long deviation) implements Delay {
    @Override
    public long nanos(long now, RandomGenerator random) {
      return Math.max(0, Math.round(mean + deviation * random.nextGaussian()));
    }
  }

  record Pareto(long least, double shape) implements Delay {
    Pareto {
      if (least < 0 || !(shape > 0)) {
        throw new IllegalArgumentException(
            "a Pareto delay of at least " + text(least) + " with shape " + shape);
      }
    }

    @Override
    public long nanos(long now, RandomGenerator random) {
      return Math.round(least * pareto(shape, random));
    }
  }

  record ParetoNormal(long mean, long deviation) implements Delay {
    // Of shape 3 and least 1: mean 3/2, variance 3/4.
    private static final double PARETO_DEVIATION = Math.sqrt(0.75);
    private static final double MIXED_DEVIATION = Math.sqrt(10) / 4;

    @Override
    public long nanos(long now, RandomGenerator random) {
      double tail = (pareto(3, random) - 1.5) / PARETO_DEVIATION;
      double mixed = (random.nextGaussian() + 3 * tail) / 4 / MIXED_DEVIATION;
      return Math.max(0, Math.round(mean + deviation * mixed));
    }
  }

  /** Of least 1. */
  private static double pareto(double shape, RandomGenerator random) {
    // 1 - u: never 0
    return Math.pow(1 - random.nextDouble(), -1 / shape);
  }

  /** By the mean and the standard deviation of the logarithm. */
  record Lognormal(double mu, double sigma) implements Delay {
    static Lognormal of(long mean, long deviation) {
      if (mean <= 0 || deviation < 0) {
        throw new IllegalArgumentException(
            "a lognormal delay of mean " + text(mean) + " and deviation " + text(deviation));
      }
      double relative = (double) deviation / mean;
      double variance = Math.log1p(relative * relative);
      return new Lognormal(Math.log((double) mean) - variance / 2, Math.sqrt(variance));
    }

    @Override
    public long nanos(long now, RandomGenerator random) {
      return Math.round(Math.exp(mu + sigma * random.nextGaussian()));
    }
  }

  static final class Empirical implements Delay {
    private final long[] sorted;

    Empirical(long[] sorted) {
      if (sorted.length == 0 || sorted[0] < 0) {
        throw new IllegalArgumentException(
            sorted.length == 0 ? "no samples of a delay" : "a delay of " + text(sorted[0]));
      }
      this.sorted = sorted;
    }

    @Override
    public long nanos(long now, RandomGenerator random) {
      double at = random.nextDouble() * (sorted.length - 1);
      int below = (int) at;
      long from = sorted[below];
      long to = sorted[Math.min(below + 1, sorted.length - 1)];
      return from + Math.round((to - from) * (at - below));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Empirical that && Arrays.equals(sorted, that.sorted);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
      return "Empirical[samples=" + sorted.length + "]";
    }
  }

  record Sum(Delay one, Delay other) implements Delay {
    @Override
    public long nanos(long now, RandomGenerator random) {
      return one.nanos(now, random) + other.nanos(now, random);
    }
  }

  record Steps(List<Step> steps) implements Delay {
    Steps(List<Step> steps) {
      this.steps = List.copyOf(steps);
      for (int i = 0; i < steps.size(); i++) {
        if (i > 0 && steps.get(i).at().compareTo(steps.get(i - 1).at()) <= 0) {
          throw new IllegalArgumentException("not by time: " + steps.get(i));
        }
      }
      if (steps.isEmpty()) {
        throw new IllegalArgumentException("no steps of a delay");
      }
    }

    @Override
    public long nanos(long now, RandomGenerator random) {
      int last = steps.size() - 1;
      while (last > 0 && steps.get(last).at().toNanos() > now) {
        last--;
      }
      return steps.get(last).delay().nanos(now, random);
    }
  }
}
