package org.kamaelia.testbed.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Draws plans. Of each run only some kinds are drawn: faults of one kind may hide another's. */
final class PlanDraw {
  /** Faults of a plan at most, but for those of a swizzle. */
  private static final int MOST = 6;

  private static final Duration SHORTEST = Duration.ofMillis(10);

  private static final List<String> SETTINGS =
      List.of(
          "loss=10%",
          "loss=bursts(10%,5)",
          "delay=250ms",
          "delay=uniform(0ms,100ms) reorder=by-delay",
          "duplicate=10%",
          "corrupt=5%",
          "rate=stalled");

  /** What separates hosts counts more: it finds the most. */
  private static final List<Class<? extends Harm>> KINDS =
      List.of(
          Harm.Isolate.class,
          Harm.Partition.class,
          Harm.Partition.class,
          Harm.Cut.class,
          Harm.Hold.class,
          Harm.Clog.class,
          Harm.Crash.class,
          Harm.Crash.class,
          Harm.Alter.class);

  private final RandomGenerator random;
  private final List<String> hosts;
  private final long millis;
  private final List<Class<? extends Harm>> kinds;

  PlanDraw(long seed, List<String> hosts, Duration time, Set<Class<? extends Harm>> without) {
    random = new SplittableRandom(seed ^ 0x6661756c7473L);
    this.hosts = List.copyOf(hosts);
    millis = time.toMillis() * 3 / 4;
    List<Class<? extends Harm>> drawn = new ArrayList<>();
    for (Class<? extends Harm> kind : KINDS) {
      boolean possible = !without.contains(kind) && (hosts.size() > 1 || isOfOne(kind));
      if (possible && random.nextBoolean()) {
        drawn.add(kind);
      }
    }
    kinds = drawn;
  }

  private static boolean isOfOne(Class<? extends Harm> kind) {
    return kind == Harm.Isolate.class
        || kind == Harm.Clog.class
        || kind == Harm.Crash.class
        || kind == Harm.Alter.class;
  }

  FaultPlan plan() {
    List<FaultPlan.Planned> faults = new ArrayList<>();
    if (hosts.isEmpty() || kinds.isEmpty() || millis <= SHORTEST.toMillis()) {
      return FaultPlan.NONE;
    }
    for (int i = random.nextInt(MOST + 1); i > 0; i--) {
      long lasting = lasting();
      faults.add(
          new FaultPlan.Planned(
              Duration.ofMillis(random.nextLong(millis - lasting)),
              Duration.ofMillis(lasting),
              harm(kinds.get(random.nextInt(kinds.size())))));
    }
    if (kinds.contains(Harm.Clog.class) && random.nextInt(4) == 0) {
      long lasting = lasting();
      faults.addAll(
          swizzle(
              random.nextLong(),
              hosts,
              Duration.ofMillis(random.nextLong(millis - lasting)),
              Duration.ofMillis(lasting)));
    }
    return new FaultPlan(faults);
  }

  /** Short ones are as likely as long ones: each has its own way to hurt. */
  private long lasting() {
    double least = Math.log((double) SHORTEST.toMillis());
    return (long) Math.exp(random.nextDouble(least, Math.log((double) millis)));
  }

  private Harm harm(Class<? extends Harm> kind) {
    String host = hosts.get(random.nextInt(hosts.size()));
    if (kind == Harm.Isolate.class) {
      return new Harm.Isolate(host);
    } else if (kind == Harm.Clog.class) {
      return new Harm.Clog(host);
    } else if (kind == Harm.Crash.class) {
      return new Harm.Crash(host);
    } else if (kind == Harm.Alter.class) {
      return new Harm.Alter(host, SETTINGS.get(random.nextInt(SETTINGS.size())));
    }
    List<String> shuffled = shuffled(hosts, random);
    int border = random.nextInt(1, shuffled.size());
    List<String> one = shuffled.subList(0, border);
    List<String> other = shuffled.subList(border, shuffled.size());
    if (kind == Harm.Partition.class) {
      return new Harm.Partition(one, other);
    }
    return kind == Harm.Cut.class ? new Harm.Cut(one, other) : new Harm.Hold(one, other);
  }

  static List<FaultPlan.Planned> swizzle(
      long seed, List<String> hosts, Duration at, Duration lasting) {
    RandomGenerator random = new SplittableRandom(seed);
    List<String> shuffled = shuffled(hosts, random);
    List<FaultPlan.Planned> clogs = new ArrayList<>();
    long half = Math.max(1, lasting.toMillis() / 2);
    for (String host : shuffled.subList(0, random.nextInt(1, hosts.size() + 1))) {
      long begin = random.nextLong(half);
      long end = half + random.nextLong(half);
      clogs.add(
          new FaultPlan.Planned(
              at.plusMillis(begin), Duration.ofMillis(end - begin), new Harm.Clog(host)));
    }
    return clogs;
  }

  private static List<String> shuffled(List<String> hosts, RandomGenerator random) {
    List<String> shuffled = new ArrayList<>(hosts);
    Collections.shuffle(shuffled, Random.from(random));
    return shuffled;
  }
}
