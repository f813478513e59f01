package org.kamaelia.testbed.media;

import java.time.Duration;

/**
 * A segment that a {@link SegmentPlayer} has got.
 *
 * @param rung of its ladder
 * @param rate of the rung, in bits a second
 * @param bytes how long it is
 * @param asked when it was asked for, since the player began
 * @param came when all of it had come, since the player began
 * @param level what was left to play then, this segment included
 */
public record Fetched(
    int rung, long rate, int bytes, Duration asked, Duration came, Duration level) {

  /** How fast it came, from the request on, in bits a second. */
  public double throughput() {
    return bytes * 8e9 / came.minus(asked).toNanos();
  }
}
