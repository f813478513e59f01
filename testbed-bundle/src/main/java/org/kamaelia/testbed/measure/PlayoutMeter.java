package org.kamaelia.testbed.measure;

import java.time.Duration;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * Whether media come in time to be played: the first message is played a while after it comes, and
 * each other as long after that as its media time is after the first one's.
 *
 * @param <M> the type of the messages
 */
public final class PlayoutMeter<M> implements Instrument<M> {
  private final ToLongFunction<? super M> mediaTime;
  private final long delay;
  private final Histogram lateness = new Histogram(3);

  private boolean playing;
  private long start;
  private long inTime;

  /**
   * Makes one.
   *
   * @param mediaTime when a message is to be played, in nanoseconds of the media's own time
   * @param delay how long the first message waits until it is played
   */
  public PlayoutMeter(ToLongFunction<? super M> mediaTime, Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a playout delay is not negative: " + delay);
    }
    this.mediaTime = mediaTime;
    this.delay = delay.toNanos();
  }

  @Override
  public void passes(M message, long nanos) {
    long media = mediaTime.applyAsLong(message);
    if (!playing) {
      playing = true;
      start = nanos + delay - media;
    }
    long late = nanos - (start + media);
    if (late > 0) {
      lateness.recordValue(late);
    } else {
      inTime++;
    }
  }

  /** How many messages came in time. */
  public long inTime() {
    return inTime;
  }

  /** How late the others came: those that could not be played. */
  public Delays late() {
    return Delays.of(lateness);
  }
}
