package org.kamaelia.axon;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A loop's time: the machine's, or one that only {@link SteppedAxon} moves. */
abstract sealed class LoopClock implements Clock {
  private @Nullable Loop loop;

  /** Says whose time this is. */
  final void of(Loop owner) {
    loop = owner;
  }

  /** The instant, in this clock's nanoseconds, that is so far away. */
  final long after(Duration duration) {
    long nanos = nanos(duration);
    long now = nanoTime();
    return nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
  }

  @Override
  public final void sleep(Duration duration) {
    Loop owner = loop;
    assert owner != null : "a clock is made for a loop";
    owner.strand().sleep(duration);
  }

  /** Nanoseconds, at least 0, capped: some 292 years stand for ever. */
  static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    return duration.toSeconds() >= Long.MAX_VALUE / 1_000_000_000L - 1
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  static final class Real extends LoopClock {
    // An origin of its own keeps readings small and positive, so deadlines compare plainly.
    private final long origin = System.nanoTime();

    @Override
    public long nanoTime() {
      return System.nanoTime() - origin;
    }

    @Override
    public Instant instant() {
      return Instant.now();
    }
  }

  static final class Virtual extends LoopClock {
    private static final Instant EPOCH = Instant.parse("2004-12-13T00:00:00Z");
    private final @Nullable Timekeeper keeper;
    long now;

    /**
     * @param keeper who has the time; null to have it here
     */
    Virtual(@Nullable Timekeeper keeper) {
      this.keeper = keeper;
    }

    @Override
    public long nanoTime() {
      return keeper == null ? now : keeper.now();
    }

    @Override
    public Instant instant() {
      return EPOCH.plusNanos(nanoTime());
    }
  }
}
