package org.kamaelia.lab.experiments;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kamaelia.lab.Experiment;
import org.kamaelia.lab.LinkProfile;
import org.kamaelia.lab.Parameter;
import org.kamaelia.lab.Run;

/** One run of an experiment in the hands of a test: what it measured, by name. */
final class Sample implements Run {
  private final long seed;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Double> measures = new LinkedHashMap<>();
  private int points;

  private Sample(Experiment experiment, long seed, String... settings) throws Exception {
    this.seed = seed;
    for (Parameter each : experiment.parameters()) {
      values.put(each.name(), each.initial());
    }
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      if (values.put(parts[0], parts[1]) == null) {
        throw new IllegalArgumentException("no parameter " + parts[0]);
      }
    }
    experiment.run(this);
  }

  /** Runs it, with some parameters set: {@code loss=0.1}. */
  static Sample of(Experiment experiment, long seed, String... settings) throws Exception {
    return new Sample(experiment, seed, settings);
  }

  double get(String measure) {
    return Objects.requireNonNull(measures.get(measure), () -> measure + " of " + measures);
  }

  Map<String, Double> all() {
    return measures;
  }

  int points() {
    return points;
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public double number(String parameter) {
    return Double.parseDouble(text(parameter));
  }

  @Override
  public int whole(String parameter) {
    return Integer.parseInt(text(parameter));
  }

  @Override
  public Duration time(String parameter) {
    String text = text(parameter);
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.replace("ms", "")))
        : Duration.ofSeconds(Long.parseLong(text.replace("s", "")));
  }

  @Override
  public LinkProfile link(String parameter) {
    return LinkProfile.of(text(parameter));
  }

  @Override
  public String text(String parameter) {
    return Objects.requireNonNull(values.get(parameter), parameter);
  }

  @Override
  public void measure(String name, String unit, double value) {
    if (measures.put(name, value) != null) {
      throw new IllegalArgumentException(name + " is measured twice");
    }
  }

  @Override
  public void series(String name, String unit, Duration at, double value) {
    points++;
    if (Boolean.getBoolean("curves")) {
      System.out.printf("%s %.0f %.3f%n", name, at.toMillis() / 1e3, value);
    }
  }

  @Override
  public Optional<Path> file(String name) {
    return Optional.empty();
  }

  /** For looking at it by eye: {@code Sample CLASS SEEDS SETTING...}. */
  public static void main(String... args) throws Exception {
    Experiment experiment =
        (Experiment) Class.forName(args[0]).getDeclaredConstructor().newInstance();
    String[] settings = java.util.Arrays.copyOfRange(args, 2, args.length);
    for (long seed = 1; seed <= Long.parseLong(args[1]); seed++) {
      long begin = System.nanoTime();
      Sample sample = of(experiment, seed, settings);
      System.out.printf("seed %d, %d ms%n", seed, (System.nanoTime() - begin) / 1_000_000);
      sample.measures.forEach((name, value) -> System.out.printf("  %s %.4g%n", name, value));
    }
  }
}
