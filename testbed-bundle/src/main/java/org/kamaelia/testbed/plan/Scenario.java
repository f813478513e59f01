package org.kamaelia.testbed.plan;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.kamaelia.testbed.sim.Simulation;

/**
 * All that is another from run to run of a {@link Trial}. Immutable, and made from {@link #of}:
 * {@code Scenario.of(7).hosts("server", "client").payload(100)}.
 *
 * @param seed decides what is not said here
 * @param hosts their names; what each is for, the trial knows
 * @param lasting how long the simulation runs
 * @param payload how much is said, in bytes or whatever the trial takes it for
 * @param sometimes whether sites of {@link org.kamaelia.axon.Component#sometimes} fire
 * @param plan what goes wrong
 */
public record Scenario(
    long seed,
    List<String> hosts,
    Duration lasting,
    int payload,
    boolean sometimes,
    FaultPlan plan) {
  /** Takes a copy. */
  public Scenario {
    hosts = List.copyOf(hosts);
  }

  /** Without hosts, 10 seconds, a payload of 1, and nothing that goes wrong. */
  public static Scenario of(long seed) {
    return new Scenario(seed, List.of(), Duration.ofSeconds(10), 1, false, FaultPlan.NONE);
  }

  /** The same with these hosts. */
  public Scenario hosts(String... names) {
    return hosts(List.of(names));
  }

  /** The same with these hosts. */
  public Scenario hosts(List<String> names) {
    return new Scenario(seed, names, lasting, payload, sometimes, plan);
  }

  /** The same for so long. */
  public Scenario lasting(Duration time) {
    return new Scenario(seed, hosts, time, payload, sometimes, plan);
  }

  /** The same with so much to say. */
  public Scenario payload(int size) {
    return new Scenario(seed, hosts, lasting, size, sometimes, plan);
  }

  /** The same with sites of {@code sometimes} that fire, or without. */
  public Scenario sometimes(boolean fires) {
    return new Scenario(seed, hosts, lasting, payload, fires, plan);
  }

  /** The same with another plan. */
  public Scenario plan(FaultPlan other) {
    return new Scenario(seed, hosts, lasting, payload, sometimes, other);
  }

  /** The same with another plan, as {@link FaultPlan#read} reads it. */
  public Scenario plan(String text) {
    return plan(FaultPlan.read(text));
  }

  /**
   * For a trial: has the plan happen in a simulation, and lets the time pass. Then nothing is wrong
   * any more, so what should recover can do so in a while that the trial gives it.
   */
  public void play(Simulation simulation) {
    try (var _ = plan.apply(simulation)) {
      simulation.advance(lasting);
    }
  }

  /**
   * Runs a trial as this, once.
   *
   * @throws FailedScenario if it fails
   */
  public void run(Trial trial) {
    Attempt attempt = Attempt.of(trial, this);
    if (attempt.failure() != null) {
      throw FailedScenario.of(attempt, "");
    }
  }

  /**
   * This as Java to paste into a test.
   *
   * @param trial the trial as an expression
   */
  public String java(String trial) {
    StringBuilder code = new StringBuilder();
    code.append("Scenario.of(").append(seed).append(seed == (int) seed ? ")" : "L)");
    if (!hosts.isEmpty()) {
      code.append(
          hosts.stream()
              .map(Scenario::literal)
              .collect(Collectors.joining(", ", "\n    .hosts(", ")")));
    }
    code.append("\n    .lasting(").append(literal(lasting)).append(')');
    code.append("\n    .payload(").append(payload).append(')');
    if (sometimes) {
      code.append("\n    .sometimes(true)");
    }
    if (!plan.faults().isEmpty()) {
      code.append("\n    .plan(\n        \"\"\"\n");
      for (FaultPlan.Planned fault : plan.faults()) {
        code.append("        ").append(escaped(fault.toString())).append('\n');
      }
      code.append("        \"\"\")");
    }
    return code.append("\n    .run(").append(trial).append(");\n").toString();
  }

  private static String literal(Duration time) {
    if (time.toNanos() % 1_000_000_000 == 0) {
      return "Duration.ofSeconds(%d)".formatted(time.toSeconds());
    }
    return time.toNanos() % 1_000_000 == 0
        ? "Duration.ofMillis(%d)".formatted(time.toMillis())
        : "Duration.ofNanos(%dL)".formatted(time.toNanos());
  }

  private static String literal(String text) {
    return '"' + escaped(text).replace("\"", "\\\"") + '"';
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\");
  }

  /** In a line. */
  @Override
  public String toString() {
    return "seed %d, hosts %s, %s, payload %d, %d faults%s"
        .formatted(
            seed,
            PlanText.names(hosts),
            PlanText.time(lasting),
            payload,
            plan.faults().size(),
            sometimes ? ", sometimes" : "");
  }
}
