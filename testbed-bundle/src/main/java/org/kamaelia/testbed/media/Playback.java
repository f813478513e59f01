package org.kamaelia.testbed.media;

/** What a player has to play, and when it cannot. Times are in nanoseconds. */
final class Playback {
  private final long begun;
  private final long threshold;

  private boolean playing;
  private boolean over;
  private long level;
  private long at;
  private long started = -1;
  private long stalled;
  private int stalls;

  /**
   * Begins.
   *
   * @param threshold how much there has to be before it plays, at first and after a stall
   */
  Playback(long now, long threshold) {
    begun = now;
    at = now;
    this.threshold = threshold;
  }

  /** Time has passed: what is left to play. */
  long level(long now) {
    long elapsed = now - at;
    at = now;
    if (playing && elapsed > level) {
      playing = false;
      stalls++;
      stalled += elapsed - level;
      level = 0;
    } else if (playing) {
      level -= elapsed;
    } else if (started >= 0 && !over) {
      stalled += elapsed;
    }
    return level;
  }

  /** More has come. */
  void add(long now, long nanos) {
    level(now);
    level += nanos;
    if (level >= threshold) {
      play();
    }
  }

  /** No more comes: plays what there is. */
  void last(long now) {
    level(now);
    if (level > 0) {
      play();
    }
  }

  /** Everything has been played: whatever time passes now, nobody waits for more. */
  void end() {
    level = 0;
    playing = false;
    over = true;
  }

  private void play() {
    playing = true;
    if (started < 0) {
      started = at;
    }
  }

  long startUp(long now) {
    return (started < 0 ? now : started) - begun;
  }

  int stalls(long now) {
    level(now);
    return stalls;
  }

  long stalled(long now) {
    level(now);
    return stalled;
  }
}
