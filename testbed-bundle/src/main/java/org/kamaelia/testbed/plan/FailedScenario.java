package org.kamaelia.testbed.plan;

import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A trial failed. The message has what is needed to see why and to see it again: the failure, the
 * scenario as a test to paste, the hash of its trace, and what was decided last. The cause is what
 * was thrown.
 */
public final class FailedScenario extends AssertionError {
  private static final long serialVersionUID = 1;

  /** Decisions that are shown. */
  private static final int SHOWN = 30;

  private final transient Scenario scenario;
  private final transient Fingerprint fingerprint;

  private FailedScenario(Attempt attempt, Throwable failure, String message) {
    super(message, failure);
    scenario = attempt.scenario();
    fingerprint = Fingerprint.of(failure);
  }

  /**
   * Of a run that has failed.
   *
   * @param found how it came to that, in lines; may be empty
   */
  static FailedScenario of(Attempt attempt, String found) {
    Throwable failure = Objects.requireNonNull(attempt.failure());
    Fingerprint fingerprint = Fingerprint.of(failure);
    Scenario scenario = attempt.scenario();
    String message =
        """
        %s
        at %s
        %s

        %s
        trace: %s
        %s%s\
        """
            .formatted(
                failure,
                fingerprint.where(),
                found,
                test(scenario, attempt.trial()),
                attempt.simulation().trace(),
                lines(
                    "%d decisions, at last:".formatted(attempt.simulation().decisions().count()),
                    attempt.simulation().decisions().latest(SHOWN)),
                lines("components that failed:", attempt.failed()));
    return new FailedScenario(attempt, failure, message);
  }

  private static String test(Scenario scenario, Trial trial) {
    return """
    @Test
    void seed%s() {
    %s}
    """
        .formatted(
            Long.toString(scenario.seed()).replace('-', '_'),
            scenario.java(expression(trial)).indent(2))
        .indent(2);
  }

  /** The trial as Java, if it can be made anew; else a name to be filled in. */
  private static String expression(Trial trial) {
    Class<?> type = trial.getClass();
    String name = type.getCanonicalName();
    if (trial instanceof Enum<?> constant) {
      return constant.getDeclaringClass().getCanonicalName() + "." + constant.name();
    }
    boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
    return name == null || type.isHidden() || inner ? "trial" : "new " + name + "()";
  }

  private static String lines(String title, List<String> lines) {
    return lines.isEmpty()
        ? ""
        : lines.stream()
            .map(line -> "  " + line + "\n")
            .collect(Collectors.joining("", title + "\n", ""));
  }

  /** The run that fails, made as simple as it could be. */
  public Scenario scenario() {
    return scenario;
  }

  /** What tells this failure from others. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }
}
