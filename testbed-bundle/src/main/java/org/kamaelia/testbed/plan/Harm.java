package org.kamaelia.testbed.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.testbed.sim.Faults;
import org.kamaelia.testbed.sim.Host;
import org.kamaelia.testbed.sim.Path;
import org.kamaelia.testbed.sim.Simulation;

/**
 * What a fault does, to hosts by their names; a name may be that of a group where there are several
 * hosts. Its text is what a {@link FaultPlan} has in its lines. Immutable.
 */
public sealed interface Harm {

  /** What the host sends and what is sent to it is lost; see {@link Faults#isolate}. */
  record Isolate(String host) implements Harm {
    @Override
    public List<String> names() {
      return List.of(host);
    }

    @Override
    public String toString() {
      return "isolate " + PlanText.name(host);
    }
  }

  /** What two sides send to one another is lost; see {@link Faults#partition}. */
  record Partition(List<String> one, List<String> other) implements Harm {
    /** Takes copies. */
    public Partition {
      one = List.copyOf(one);
      other = List.copyOf(other);
    }

    @Override
    public List<String> names() {
      return both(one, other);
    }

    @Override
    public String toString() {
      return "partition %s | %s".formatted(PlanText.names(one), PlanText.names(other));
    }
  }

  /** What some send to others is lost; see {@link Faults#cut}. */
  record Cut(List<String> from, List<String> to) implements Harm {
    /** Takes copies. */
    public Cut {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    @Override
    public List<String> names() {
      return both(from, to);
    }

    @Override
    public String toString() {
      return "cut %s > %s".formatted(PlanText.names(from), PlanText.names(to));
    }
  }

  /** What some send to others is kept, and arrives when it is over; see {@link Faults#hold}. */
  record Hold(List<String> from, List<String> to) implements Harm {
    /** Takes copies. */
    public Hold {
      from = List.copyOf(from);
      to = List.copyOf(to);
    }

    @Override
    public List<String> names() {
      return both(from, to);
    }

    @Override
    public String toString() {
      return "hold %s > %s".formatted(PlanText.names(from), PlanText.names(to));
    }
  }

  /** What the host sends and what is sent to it is kept until it is over; {@link Faults#clog}. */
  record Clog(String host) implements Harm {
    @Override
    public List<String> names() {
      return List.of(host);
    }

    @Override
    public String toString() {
      return "clog " + PlanText.name(host);
    }
  }

  /**
   * The host crashes, and is there again when it is over; see {@link Faults#crash}. Then it begins
   * its {@link Host#program}.
   */
  record Crash(String host) implements Harm {
    @Override
    public List<String> names() {
      return List.of(host);
    }

    @Override
    public String toString() {
      return "crash " + PlanText.name(host);
    }
  }

  /**
   * The paths from and to the host have other settings; see {@link Faults#alter}.
   *
   * @param settings as {@link LinkSpec#with} reads them, such as {@code loss=10% delay=80ms}
   */
  record Alter(String host, String settings) implements Harm {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if one is not understood
     */
    public Alter {
      LinkSpec.ideal().with(settings);
    }

    @Override
    public List<String> names() {
      return List.of(host);
    }

    @Override
    public String toString() {
      return "alter %s %s".formatted(PlanText.name(host), settings);
    }
  }

  /** The hosts and groups that this is about. */
  List<String> names();

  /** The same without a host; nothing if then nobody is left to whom, or from whom. */
  default Optional<Harm> without(String name) {
    return switch (this) {
      case Partition(List<String> one, List<String> other) ->
          between(one, other, name, Partition::new);
      case Cut(List<String> from, List<String> to) -> between(from, to, name, Cut::new);
      case Hold(List<String> from, List<String> to) -> between(from, to, name, Hold::new);
      default -> names().contains(name) ? Optional.empty() : Optional.of(this);
    };
  }

  private static Optional<Harm> between(
      List<String> one,
      List<String> other,
      String name,
      BiFunction<List<String>, List<String>, Harm> made) {
    List<String> here = one.stream().filter(each -> !each.equals(name)).toList();
    List<String> there = other.stream().filter(each -> !each.equals(name)).toList();
    return here.isEmpty() || there.isEmpty()
        ? Optional.empty()
        : Optional.of(made.apply(here, there));
  }

  /**
   * Does it.
   *
   * @throws IllegalArgumentException if there is no such host
   */
  default Faults.Fault begin(Simulation simulation) {
    Faults faults = simulation.faults();
    return switch (this) {
      case Isolate(String host) -> faults.isolate(one(simulation, host));
      case Partition(List<String> one, List<String> other) ->
          faults.partition(hosts(simulation, one), hosts(simulation, other));
      case Cut(List<String> from, List<String> to) ->
          faults.cut(hosts(simulation, from), hosts(simulation, to));
      case Hold(List<String> from, List<String> to) ->
          faults.hold(hosts(simulation, from), hosts(simulation, to));
      case Clog(String host) -> faults.clog(one(simulation, host));
      case Crash(String host) -> faults.crash(one(simulation, host));
      case Alter(String host, String settings) -> {
        List<Faults.Fault> all = new ArrayList<>();
        for (Path path : simulation.paths(one(simulation, host))) {
          all.add(faults.alter(path, path.spec().with(settings)));
        }
        yield () -> all.forEach(Faults.Fault::close);
      }
    };
  }

  private static Host one(Simulation simulation, String name) {
    List<Host> named = simulation.hosts(name);
    if (named.size() != 1) {
      throw new IllegalArgumentException(name + " is not one host but " + named);
    }
    return named.getFirst();
  }

  private static List<Host> hosts(Simulation simulation, Collection<String> names) {
    return names.stream().flatMap(name -> simulation.hosts(name).stream()).toList();
  }

  private static List<String> both(List<String> one, List<String> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
