package org.kamaelia.testbed.sim;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The sites of {@link org.kamaelia.axon.Component#sometimes} that a simulation has come to. They
 * are counted always; they fire when asked to. Used where the {@link Simulation} is.
 */
public final class Sites {
  /** One of so many sites is in use in a run, and then fires one of so many times. */
  private static final int ONE_OF = 4;

  private final Simulation simulation;
  private final SortedMap<String, Site> known = new TreeMap<>();
  private boolean fires;

  /**
   * How often a site was come to.
   *
   * @param reached how often in all
   * @param fired how often it was asked to do the seldom thing
   */
  public record Visits(long reached, long fired) {
    /** These and those. */
    public Visits plus(Visits other) {
      return new Visits(reached + other.reached, fired + other.fired);
    }
  }

  private static final class Site {
    final RandomGenerator random;
    final boolean used;
    long reached;
    long fired;

    Site(RandomGenerator random) {
      this.random = random;
      used = random.nextInt(ONE_OF) == 0;
    }
  }

  Sites(Simulation simulation) {
    this.simulation = simulation;
  }

  /** From now on some fire: the seed says which and when. */
  public void fire() {
    fires = true;
  }

  /** Those that were come to, by name. */
  public SortedMap<String, Visits> visits() {
    SortedMap<String, Visits> visits = new TreeMap<>();
    known.forEach((name, site) -> visits.put(name, new Visits(site.reached, site.fired)));
    return visits;
  }

  boolean fires(String name) {
    Site site = known.computeIfAbsent(name, it -> new Site(simulation.random("sometimes " + it)));
    site.reached++;
    if (!fires || !site.used || site.random.nextInt(ONE_OF) != 0) {
      return false;
    }
    site.fired++;
    simulation.note("sometimes: " + name);
    return true;
  }
}
