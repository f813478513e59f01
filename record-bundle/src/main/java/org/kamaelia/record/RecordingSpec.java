package org.kamaelia.record;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What to record, and how much.
 *
 * @param of what
 * @param file a file that is not there yet; nothing for one in the recorder's folder
 * @param atMost how long; nothing for as long as nobody stops it
 * @param mostBytes how long the file may become: it ends before the packet that would make it
 *     longer
 */
public record RecordingSpec(
    Watched of, Optional<Path> file, Optional<Duration> atMost, long mostBytes) {
  /** How long a file may become if nothing is said: 100 MiB. */
  public static final long MOST_BYTES = 100L << 20;

  /** Into the recorder's folder, until it is stopped or the file has {@link #MOST_BYTES}. */
  public static RecordingSpec of(Watched what) {
    return new RecordingSpec(what, Optional.empty(), Optional.empty(), MOST_BYTES);
  }

  /** Into another file. */
  public RecordingSpec to(Path other) {
    return new RecordingSpec(of, Optional.of(other), atMost, mostBytes);
  }
}
