package org.kamaelia.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run that keeps what it is told. */
final class RecordedRun implements Run {
  private final Job job;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final @Nullable Path folder;
  private final Map<String, Measure> measures = new LinkedHashMap<>();
  private final Map<String, Curve> curves = new LinkedHashMap<>();

  /** It took too long: nobody listens any more. */
  private volatile boolean stopped;

  /**
   * Begins a run.
   *
   * @param folder where it may keep files
   */
  RecordedRun(Job job, List<Parameter> parameters, @Nullable Path folder) {
    this.job = job;
    this.folder = folder;
    parameters.forEach(each -> this.parameters.put(each.name(), each));
  }

  Map<String, Measure> measures() {
    return measures;
  }

  Map<String, Curve> curves() {
    return curves;
  }

  /** Ends it when it says something next. Any thread. */
  void stop() {
    stopped = true;
  }

  @Override
  public long seed() {
    return job.seed();
  }

  @Override
  public double number(String parameter) {
    return Double.parseDouble(value(parameter, Parameter.Kind.NUMBER, Parameter.Kind.WHOLE));
  }

  @Override
  public int whole(String parameter) {
    return Integer.parseInt(value(parameter, Parameter.Kind.WHOLE));
  }

  @Override
  public Duration time(String parameter) {
    return Values.time(value(parameter, Parameter.Kind.TIME));
  }

  @Override
  public LinkProfile link(String parameter) {
    return LinkProfile.of(value(parameter, Parameter.Kind.LINK));
  }

  @Override
  public String text(String parameter) {
    return value(parameter, Parameter.Kind.values());
  }

  private String value(String name, Parameter.Kind... kinds) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          "the experiment has no parameter %s: %s"
              .formatted(name, Near.meant(name, parameters.keySet())));
    }
    if (!List.of(kinds).contains(parameter.kind())) {
      throw new IllegalArgumentException("%s is a %s".formatted(name, parameter.kind()));
    }
    return job.cell().values().getOrDefault(name, parameter.initial());
  }

  @Override
  public void measure(String name, String unit, double value) {
    goOn();
    if (measures.putIfAbsent(name, new Measure(unit, value)) != null) {
      throw new IllegalArgumentException(name + " was measured already");
    }
  }

  @Override
  public void series(String name, String unit, Duration at, double value) {
    goOn();
    Curve curve = curves.computeIfAbsent(name, each -> new Curve(unit));
    double seconds = at.toNanos() / 1e9;
    if (!curve.unit().equals(unit) || seconds < curve.end()) {
      throw new IllegalArgumentException(
          "%s: %s %s does not go on from %s %s"
              .formatted(name, seconds, unit, curve.end(), curve.unit()));
    }
    curve.add(seconds, value);
  }

  @Override
  public Optional<Path> file(String name) {
    return Optional.ofNullable(folder).map(each -> each.resolve(name));
  }

  private void goOn() {
    if (stopped) {
      throw new IllegalStateException("the run took too long");
    }
  }
}
