package org.kamaelia.testbed.media;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * What a player knows when it is about to ask for a segment.
 *
 * @param ladder what there is
 * @param most how much may wait to be played
 * @param level how much does, now
 * @param fetched all segments so far; it grows as more come
 */
public record PlayerState(Ladder ladder, Duration most, Duration level, List<Fetched> fetched) {
  /** No copy of the segments, as there is a state for each of them. */
  public PlayerState {
    fetched = Collections.unmodifiableList(fetched);
  }
}
