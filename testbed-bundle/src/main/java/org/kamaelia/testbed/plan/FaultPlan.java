package org.kamaelia.testbed.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kamaelia.testbed.sim.Faults;
import org.kamaelia.testbed.sim.Simulation;

/**
 * What is to go wrong, and when. A plan is drawn from a seed before anything runs, so that it can
 * be looked at, kept and made smaller; written as text it has a line for each fault:
 *
 * <pre>{@code
 * # from when, for how long, what
 * 500ms 2s isolate server
 * 1s    4s partition client1 client2 | server
 * 3s  10ms cut client1 > server
 * 3s    1s hold client1 > server
 * 5s    1s clog client2
 * 6s    2s crash server
 * 0s   10s alter client1 loss=10% delay=80ms
 * }</pre>
 *
 * <p>Times are in {@code s}, {@code ms}, {@code us} or {@code ns}. A name with other signs than
 * letters, digits, {@code _}, {@code -} and {@code .} is in quotes.
 *
 * @param faults in the order in which they begin
 */
public record FaultPlan(List<Planned> faults) {
  /** Nothing goes wrong. */
  public static final FaultPlan NONE = new FaultPlan(List.of());

  /**
   * One fault.
   *
   * @param at when it begins, counted from when the plan is applied
   * @param lasting for how long
   * @param harm what it does
   */
  public record Planned(Duration at, Duration lasting, Harm harm) {
    /**
     * Checks the times.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Planned {
      if (at.isNegative() || lasting.isNegative()) {
        throw new IllegalArgumentException(
            "a fault is at 0 s or later, for 0 s or longer: not at %s, for %s"
                .formatted(at, lasting));
      }
    }

    /** When it is over. */
    Duration end() {
      return at.plus(lasting);
    }

    /** As {@link FaultPlan} shows it: a line. */
    @Override
    public String toString() {
      return "%s %s %s".formatted(PlanText.time(at), PlanText.time(lasting), harm);
    }
  }

  /** Takes a copy, in order. */
  public FaultPlan {
    faults = faults.stream().sorted(Comparator.comparing(Planned::at)).toList();
  }

  /** A plan of some faults. */
  public static FaultPlan of(Planned... faults) {
    return new FaultPlan(Arrays.asList(faults));
  }

  /**
   * Reads what {@link #toString} writes, with comments from {@code #} to the end of the line.
   *
   * @throws IllegalArgumentException saying which line cannot be read, and why
   */
  public static FaultPlan read(String text) {
    return PlanText.read(text);
  }

  /**
   * Draws a plan: some faults of some kinds, all over when three quarters of the time have passed,
   * so that what should recover can. The same seed gives the same plan.
   *
   * @param hosts whose faults these are
   * @param time how long the simulation will run
   * @param without kinds that must not be in it, such as {@code Harm.Crash.class}
   */
  public static FaultPlan draw(
      long seed, List<String> hosts, Duration time, Set<Class<? extends Harm>> without) {
    return new PlanDraw(seed, hosts, time, without).plan();
  }

  /**
   * Clogs some hosts, one after another, and unclogs them in another order: what found the most in
   * FoundationDB's simulation. The seed says which, when, and in which order.
   *
   * @param at when it begins
   * @param lasting after which time all is as before
   */
  public static FaultPlan swizzle(long seed, List<String> hosts, Duration at, Duration lasting) {
    return new FaultPlan(PlanDraw.swizzle(seed, hosts, at, lasting));
  }

  /** These faults, and those. */
  public FaultPlan and(FaultPlan other) {
    List<Planned> all = new ArrayList<>(faults);
    all.addAll(other.faults);
    return new FaultPlan(all);
  }

  /** The same for a network without a host. */
  FaultPlan without(String name) {
    List<Planned> others = new ArrayList<>();
    for (Planned fault : faults) {
      fault
          .harm
          .without(name)
          .ifPresent(harm -> others.add(new Planned(fault.at, fault.lasting, harm)));
    }
    return new FaultPlan(others);
  }

  /**
   * Has it happen, from now on. Its hosts have to be there.
   *
   * @return ends all that it has done, and what was still to come does not happen
   * @throws IllegalArgumentException if one is about a host that is not there
   */
  public Faults.Fault apply(Simulation simulation) {
    faults.stream()
        .map(fault -> fault.harm.names())
        .flatMap(Collection::stream)
        .forEach(simulation::hosts);
    Course course = new Course();
    for (Planned fault : faults) {
      simulation.after(fault.at, () -> course.begin(fault, simulation));
    }
    return course;
  }

  /** A plan that happens. */
  private static final class Course implements Faults.Fault {
    private final List<Faults.Fault> open = new ArrayList<>();
    private boolean closed;

    void begin(Planned planned, Simulation simulation) {
      if (!closed) {
        Faults.Fault fault = planned.harm.begin(simulation);
        open.add(fault);
        simulation.after(planned.lasting, fault::close);
      }
    }

    @Override
    public void close() {
      closed = true;
      open.forEach(Faults.Fault::close);
    }
  }

  /** A line for each fault, as {@link #read} reads it. */
  @Override
  public String toString() {
    return faults.stream().map(fault -> fault + "\n").collect(Collectors.joining());
  }
}
