package org.kamaelia.testbed.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.kamaelia.testbed.internal.Reach;
import org.kamaelia.testbed.sim.Sites;
import org.kamaelia.testbed.sim.Trace;

/**
 * Runs a {@link Trial} under many seeds, each with faults of its own. What fails is made simpler
 * and shown as a test.
 *
 * {@snippet :
 * Sweep.of(new Transfer()).hosts("server", "client1", "client2").seeds(1, 200).run();
 * }
 *
 * <p>A run fails if the trial throws, or if a component throws an {@link AssertionError}; any other
 * failure of a component is for the trial to look at. About one seed of twenty is run twice: if the
 * two are not the same, the trial does something that no seed decides.
 *
 * <p>{@code -Dkamaelia.seed=N} has only that seed run.
 *
 * <p>Threading: all on the thread that calls {@link #run}.
 */
public final class Sweep {
  /** One seed of so many is run twice. */
  private static final int REPEATED = 20;

  private final Trial trial;
  private final Set<Class<? extends Harm>> without = new HashSet<>();
  private final List<Class<?>> code = new ArrayList<>();
  private List<String> hosts = List.of();
  private Duration lasting = Duration.ofSeconds(10);
  private int leastPayload = 1;
  private int mostPayload = 1000;
  private long firstSeed = 1;
  private int count = 100;
  private Duration shrinkWithin = Duration.ofSeconds(10);

  private Sweep(Trial trial) {
    this.trial = trial;
    if (!trial.getClass().isHidden()) { // a lambda has no class file
      code.add(trial.getClass());
    }
  }

  /** Settings for a sweep; each has a default, but there are no hosts. */
  public static Sweep of(Trial trial) {
    return new Sweep(trial);
  }

  /** The hosts of each run: those without which there is no test come first. */
  public Sweep hosts(String... names) {
    hosts = List.of(names);
    return this;
  }

  /** How long each run lasts, in virtual time; 10 seconds. */
  public Sweep lasting(Duration time) {
    lasting = time;
    return this;
  }

  /**
   * From what each seed draws its payload, small ones as likely as large ones; 1 to 1000.
   *
   * @param least 1 or more
   */
  public Sweep payload(int least, int most) {
    leastPayload = least;
    mostPayload = most;
    return this;
  }

  /** So many seeds, from the first on; 1 to 100. */
  public Sweep seeds(long first, int howMany) {
    firstSeed = first;
    count = howMany;
    return this;
  }

  /** No faults of a kind, such as {@code Harm.Crash.class}. */
  public Sweep without(Class<? extends Harm> kind) {
    without.add(kind);
    return this;
  }

  /** Looks in a class and what it calls for sites to which no run came; the trial's is known. */
  public Sweep code(Class<?> also) {
    code.add(also);
    return this;
  }

  /** How long a run that fails is made simpler, on the machine's clock; 10 seconds. */
  public Sweep shrinkWithin(Duration time) {
    shrinkWithin = time;
    return this;
  }

  /** What a seed makes of this. */
  public Scenario scenario(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    double log = random.nextDouble(Math.log(leastPayload), Math.log(mostPayload + 1.0));
    int payload = Math.clamp((long) Math.exp(log), leastPayload, mostPayload);
    return new Scenario(
        seed,
        hosts,
        lasting,
        payload,
        random.nextBoolean(),
        FaultPlan.draw(random.nextLong(), hosts, lasting, without));
  }

  /**
   * Runs it, until a run fails.
   *
   * @throws FailedScenario if one fails, with the simplest one that fails alike
   * @throws IllegalStateException if two runs of one seed are not the same
   */
  public Outcome run() {
    Long only = Long.getLong("kamaelia.seed");
    long first = only == null ? firstSeed : only;
    int runs = only == null ? count : 1;
    SortedMap<String, Sites.Visits> sites = sitesOfCode();
    int repeated = 0;
    for (int i = 0; i < runs; i++) {
      Attempt attempt = Attempt.of(trial, scenario(first + i));
      attempt
          .simulation()
          .sites()
          .visits()
          .forEach((name, visits) -> sites.merge(name, visits, Sites.Visits::plus));
      if (attempt.failure() != null) {
        throw simplest(attempt, i + 1);
      }
      if (i == 0 || new SplittableRandom(first + i).split().nextInt(REPEATED) == 0) {
        repeated++;
        requireSame(attempt, Attempt.of(trial, attempt.scenario()));
      }
    }
    return new Outcome(runs, repeated, sites);
  }

  private FailedScenario simplest(Attempt failed, int number) {
    Throwable failure = Objects.requireNonNull(failed.failure());
    long begin = System.nanoTime();
    Shrinker shrinker =
        new Shrinker(
            failed,
            Fingerprint.of(failure),
            () -> System.nanoTime() - begin > shrinkWithin.toNanos());
    Attempt simplest = shrinker.shrink();
    return FailedScenario.of(
        simplest,
        "found by run %d: %s, trace %s;%nmade simpler in %d runs"
            .formatted(number, failed.scenario(), failed.simulation().trace(), shrinker.runs()));
  }

  /** All sites of the trial's code and what it calls, with zeros. */
  private SortedMap<String, Sites.Visits> sitesOfCode() {
    SortedMap<String, Sites.Visits> sites = new TreeMap<>();
    for (Class<?> root : code) {
      Reach.from(
          root,
          call -> {
            if (call.name().equals("sometimes") && call.type().equals("(Ljava/lang/String;)Z")) {
              call.text().ifPresent(name -> sites.put(name, new Sites.Visits(0, 0)));
            }
          });
    }
    return sites;
  }

  private void requireSame(Attempt one, Attempt other) {
    OptionalLong from = Trace.firstDivergence(one.simulation().trace(), other.simulation().trace());
    if (from.isPresent()) {
      throw new IllegalStateException(
          "the trial does not do the same each time: two runs, %s, part %s"
              .formatted(one.scenario(), place(one.scenario(), from.getAsLong())));
    }
  }

  /** Where two runs part, as exactly as two more of them show it. */
  private String place(Scenario scenario, long from) {
    List<String> one = Attempt.of(trial, scenario, from).simulation().trace().kept();
    List<String> other = Attempt.of(trial, scenario, from).simulation().trace().kept();
    for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
      String here = i < one.size() ? one.get(i) : "nothing more";
      String there = i < other.size() ? other.get(i) : "nothing more";
      if (!here.equals(there)) {
        return "like this:%n  %s%n  %s".formatted(here, there);
      }
    }
    return "between events %d and %d, and two more do not".formatted(from, from + Trace.EVERY);
  }
}
