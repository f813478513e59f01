package org.kamaelia.deploy;

import java.time.Instant;
import java.util.List;

/**
 * A bundle that was uninstalled, and whose classes are still in memory: somebody holds on to them.
 *
 * @param bundle its symbolic name
 * @param version its version
 * @param since when it was uninstalled
 * @param holders who holds on, in words; empty if that was not found
 */
public record Leak(String bundle, String version, Instant since, List<String> holders) {

  /** Copies the list. */
  public Leak {
    holders = List.copyOf(holders);
  }
}
