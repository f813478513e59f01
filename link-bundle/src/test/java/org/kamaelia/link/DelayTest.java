package org.kamaelia.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Each distribution against its closed form: 200,000 samples, bounds of at least five sigma. */
class DelayTest {
  private static final int COUNT = 200_000;
  private static final long SEED = 20261126;
  private static final Duration MS = Duration.ofMillis(1);

  private static double[] samples(Delay delay) {
    var random = new SplittableRandom(SEED);
    double[] samples = new double[COUNT];
    Arrays.setAll(samples, i -> delay.nanos(0, random) / 1e6);
    return samples;
  }

  private static double mean(double[] samples) {
    return Arrays.stream(samples).average().orElseThrow();
  }

  private static double deviation(double[] samples) {
    double mean = mean(samples);
    return Math.sqrt(Arrays.stream(samples).map(x -> (x - mean) * (x - mean)).average().orElse(0));
  }

  private static double quantile(double[] samples, double share) {
    return Arrays.stream(samples).sorted().toArray()[(int) (share * COUNT)];
  }

  private static void check(String what, double is, double closedForm, double within) {
    assertThat(is).as("%s, seed %d", what, SEED).isCloseTo(closedForm, Offset.offset(within));
  }

  @Test
  void constant() {
    assertThat(samples(Delay.constant(MS.multipliedBy(15)))).containsOnly(15);
  }

  @Test
  void uniform() {
    double[] samples = samples(Delay.uniform(MS.multipliedBy(10), MS.multipliedBy(30)));
    check("mean", mean(samples), 20, 0.07);
    check("deviation", deviation(samples), 20 / Math.sqrt(12), 0.05);
    assertThat(Arrays.stream(samples).min().orElseThrow()).isBetween(10.0, 10.01);
    assertThat(Arrays.stream(samples).max().orElseThrow()).isBetween(29.99, 30.0);
  }

  @Test
  void normal() {
    double[] samples = samples(Delay.normal(MS.multipliedBy(50), MS.multipliedBy(5)));
    check("mean", mean(samples), 50, 0.06);
    check("deviation", deviation(samples), 5, 0.05);
    check("one sigma up", quantile(samples, 0.8413), 55, 0.1);
  }

  @Test
  void normalIsTruncatedAtZero() {
    // P(X < 0) of N(5, 5) is that of one sigma
    double[] samples = samples(Delay.normal(MS.multipliedBy(5), MS.multipliedBy(5)));
    check(
        "share of zeros",
        Arrays.stream(samples).filter(x -> x == 0).count() / (double) COUNT,
        0.1587,
        0.005);
    assertThat(samples).doesNotContain(-1);
    assertThat(Arrays.stream(samples).min().orElseThrow()).isZero();
  }

  @Test
  void pareto() {
    double[] samples = samples(Delay.pareto(MS.multipliedBy(10), 5));
    check("mean", mean(samples), 10 * 5 / 4.0, 0.05);
    check("median", quantile(samples, 0.5), 10 * Math.pow(2, 1 / 5.0), 0.05);
    check("99 %", quantile(samples, 0.99), 10 * Math.pow(100, 1 / 5.0), 0.5);
    assertThat(Arrays.stream(samples).min().orElseThrow()).isGreaterThanOrEqualTo(10);
  }

  @Test
  void paretoNormal() {
    double[] samples = samples(Delay.paretoNormal(MS.multipliedBy(100), MS.multipliedBy(4)));
    check("mean", mean(samples), 100, 0.1);
    // its fourth moment is infinite, so the deviation settles slowly
    check("deviation", deviation(samples), 4, 0.4);
    assertThat(quantile(samples, 0.5)).as("more are early than late").isLessThan(99.5);
    assertThat(quantile(samples, 0.999) - 100).as("a long tail").isGreaterThan(5 * 4);
  }

  @Test
  void lognormal() {
    double[] samples = samples(Delay.lognormal(MS.multipliedBy(40), MS.multipliedBy(20)));
    check("mean", mean(samples), 40, 0.25);
    check("deviation", deviation(samples), 20, 0.7);
    check("median", quantile(samples, 0.5), 40 / Math.sqrt(1.25), 0.25);
  }

  @Test
  void empirical() {
    var measured = List.of(MS.multipliedBy(40), MS.multipliedBy(10), MS.multipliedBy(20));
    double[] samples = samples(Delay.empirical(measured));
    check("median", quantile(samples, 0.5), 20, 0.1);
    check("a quarter", quantile(samples, 0.25), 15, 0.1);
    check("three quarters", quantile(samples, 0.75), 30, 0.2);
    check("mean", mean(samples), (15 + 30) / 2.0, 0.15);
    assertThat(samples(Delay.empirical(List.of(MS)))).containsOnly(1);
  }

  @Test
  void added() {
    double[] samples =
        samples(Delay.constant(MS.multipliedBy(10)).plus(Delay.uniform(Duration.ZERO, MS)));
    check("mean", mean(samples), 10.5, 0.005);
  }

  @Test
  void byTime() {
    Delay delay =
        Delay.steps(
            new Delay.Step(Duration.ofSeconds(1), Delay.constant(MS)),
            new Delay.Step(Duration.ofSeconds(2), Delay.constant(MS.multipliedBy(2))));
    var random = new SplittableRandom(1);
    assertThat(delay.nanos(0, random)).isEqualTo(1_000_000);
    assertThat(delay.nanos(1_999_999_999, random)).isEqualTo(1_000_000);
    assertThat(delay.nanos(2_000_000_000, random)).isEqualTo(2_000_000);
  }

  @Test
  void wrongOnesAreNamed() {
    assertThatThrownBy(() -> Delay.uniform(MS, Duration.ZERO))
        .hasMessageContaining("PT0.001S and PT0S");
    assertThatThrownBy(() -> Delay.pareto(MS, 0)).hasMessageContaining("shape 0");
    assertThatThrownBy(() -> Delay.lognormal(Duration.ZERO, MS)).hasMessageContaining("mean PT0S");
    assertThatThrownBy(() -> Delay.empirical(List.of())).hasMessage("no samples of a delay");
    assertThatThrownBy(() -> Delay.steps()).hasMessage("no steps of a delay");
  }
}
