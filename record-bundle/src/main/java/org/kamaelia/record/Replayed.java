package org.kamaelia.record;

import java.time.Duration;

/**
 * What came of a replay to somebody who listens.
 *
 * @param sent bytes that were sent
 * @param received bytes that came
 * @param took how long it took
 * @param difference what was answered otherwise than recorded, with the first byte that differs;
 *     empty if nothing was
 */
public record Replayed(long sent, long received, Duration took, String difference) {

  /** Whether it was answered as recorded. */
  public boolean isSame() {
    return difference.isEmpty();
  }

  /**
   * Expects that it was answered as recorded.
   *
   * @throws AssertionError if not
   */
  public void expectSame() {
    if (!isSame()) {
      throw new AssertionError(Replay.OTHERWISE + ": " + difference);
    }
  }
}
