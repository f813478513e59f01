package org.kamaelia.axon;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Waits at several inboxes at once, or at one for some time only. */
final class Selection {
  private Selection() {}

  /**
   * Waits in the body of their owner until one of the boxes is ready.
   *
   * @param deadline the loop's time at which to give up; {@link Long#MAX_VALUE} for never
   * @return the first that is ready, in the order given; nothing if the time is up
   */
  static Optional<Inbox<?>> await(Component<?, ?> owner, long deadline, Inbox<?>... boxes) {
    Inbox<?> ready = firstReady(boxes);
    if (ready == null) {
      Strand strand = owner.strand();
      boolean timed = deadline != Long.MAX_VALUE;
      if (timed) {
        strand.loop.timers.set(strand, deadline);
      }
      for (Inbox<?> box : boxes) {
        box.attend();
        box.waiting(true);
      }
      try {
        do {
          strand.suspend();
          ready = firstReady(boxes);
        } while (ready == null && !(timed && !strand.isTimed()));
      } finally {
        for (Inbox<?> box : boxes) {
          box.waiting(false);
        }
        if (timed) {
          strand.loop.timers.cancel(strand);
        }
      }
    }
    return Optional.ofNullable(ready);
  }

  private static @Nullable Inbox<?> firstReady(Inbox<?>... boxes) {
    for (Inbox<?> box : boxes) {
      if (box.isReady()) {
        return box;
      }
    }
    return null;
  }
}
