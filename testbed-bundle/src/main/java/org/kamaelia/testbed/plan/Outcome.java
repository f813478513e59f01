package org.kamaelia.testbed.plan;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kamaelia.testbed.sim.Sites;

/**
 * What came of a {@link Sweep} in which nothing failed.
 *
 * @param runs how many seeds were tried
 * @param repeated how many of these were run twice, with the same trace
 * @param sites how often each site of {@link org.kamaelia.axon.Component#sometimes} was come to, in
 *     all runs; those that the code has and to which no run came have zeros
 */
public record Outcome(int runs, int repeated, SortedMap<String, Sites.Visits> sites) {
  /** Takes a copy. */
  public Outcome {
    sites = new TreeMap<>(sites);
  }

  /** The sites to which no run came: the faults do not lead there, or the code is dead. */
  public SortedSet<String> neverReached() {
    return sites.entrySet().stream()
        .filter(site -> site.getValue().reached() == 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("%d runs, %d of them twice\n".formatted(runs, repeated));
    sites.forEach(
        (name, visits) ->
            text.append("  sometimes %s: ".formatted(name))
                .append(
                    visits.reached() == 0
                        ? "never reached\n"
                        : "reached %d times, fired %d times\n"
                            .formatted(visits.reached(), visits.fired())));
    return text.toString();
  }
}
