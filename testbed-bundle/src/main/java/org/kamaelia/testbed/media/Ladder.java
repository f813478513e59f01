package org.kamaelia.testbed.media;

import java.time.Duration;
import java.util.List;

/**
 * A presentation cut into segments, each of which is there at several rates.
 *
 * @param rates of its rungs in bits a second, the lowest first
 * @param segment how long a segment plays
 * @param segments how many there are
 */
public record Ladder(List<Long> rates, Duration segment, int segments) {
  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if rates do not rise from above 0, or if there is nothing
   */
  public Ladder {
    rates = List.copyOf(rates);
    if (rates.isEmpty() || !segment.isPositive() || segments < 1) {
      throw new IllegalArgumentException(
          "a ladder has rates, segments, and a time for each, unlike %s, %s, %s"
              .formatted(rates, segments, segment));
    }
    long before = 0;
    for (long rate : rates) {
      if (rate <= before) {
        throw new IllegalArgumentException("the rates of a ladder rise, unlike " + rates);
      }
      before = rate;
    }
  }

  /** The number of the highest rung. */
  public int top() {
    return rates.size() - 1;
  }

  /** How long a segment of a rung is, in bytes. */
  public int bytes(int rung) {
    return Math.toIntExact(Math.round(rates.get(rung) * (segment.toNanos() / 8e9)));
  }

  /** The highest rung that needs no more than a rate; the lowest if all need more. */
  public int below(double rate) {
    int rung = 0;
    while (rung < top() && rates.get(rung + 1) <= rate) {
      rung++;
    }
    return rung;
  }
}
