package org.kamaelia.testbed.media;

import java.time.Duration;
import java.util.List;

/**
 * How it was for whoever watched.
 *
 * @param startUp how long until it played; so far, if it does not yet
 * @param stalls how often it stopped after that, as there was nothing left to play
 * @param stalled for how long, together
 * @param fetched the segments, in order
 */
public record PlayerReport(Duration startUp, int stalls, Duration stalled, List<Fetched> fetched) {
  /** Copies the segments. */
  public PlayerReport {
    fetched = List.copyOf(fetched);
  }

  /** How often a segment had another rate than the one ahead of it. */
  public int switches() {
    int switches = 0;
    for (int i = 1; i < fetched.size(); i++) {
      switches += fetched.get(i).rung() == fetched.get(i - 1).rung() ? 0 : 1;
    }
    return switches;
  }

  /** The mean of the segments' rates, in bits a second; NaN without segments. */
  public double meanRate() {
    return fetched.stream().mapToLong(Fetched::rate).average().orElse(Double.NaN);
  }
}
