package org.kamaelia.record;

import java.time.Instant;

/**
 * A recording, as it is now.
 *
 * @param number its number, from 1
 * @param of what is recorded, such as {@code listener echo}
 * @param file where it is written
 * @param state whether it goes on
 * @param reason why it has ended; empty while it goes on
 * @param began when it began
 * @param packets packets written so far
 * @param bytes how long the file is
 * @param lost events that were not recorded as the file could not be written fast enough
 */
public record RecordingInfo(
    long number,
    String of,
    String file,
    State state,
    String reason,
    Instant began,
    long packets,
    long bytes,
    long lost) {

  /** Whether a recording goes on. */
  public enum State {
    /** It goes on. */
    RUNNING,
    /** It has ended as it should. */
    DONE,
    /** The file could not be written. */
    FAILED
  }
}
