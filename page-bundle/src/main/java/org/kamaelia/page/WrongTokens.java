package org.kamaelia.page;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/** Counts tokens that did not hold, so that a log is told of them but not filled. Any thread. */
final class WrongTokens {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final InstantSource clock;
  private Instant next = Instant.MIN;
  private long count;

  WrongTokens(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts one more; how many there were so far, if it is time to tell. */
  synchronized OptionalLong count() {
    count++;
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return OptionalLong.empty();
    }
    next = now.plus(PAUSE);
    return OptionalLong.of(count);
  }
}
