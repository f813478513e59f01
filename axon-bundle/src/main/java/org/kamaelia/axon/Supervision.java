package org.kamaelia.axon;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a {@link Group} does when one of its members fails; see {@link Group#supervise}. Whatever it
 * is, the failure is logged, and no other group is touched but the one named.
 */
public sealed interface Supervision {

  /** The other members are stopped, and the group ends with the failure. Every group's default. */
  record Stop() implements Supervision {}

  /**
   * The others go on; those that were linked to the one that failed see the end of their streams.
   */
  record Ignore() implements Supervision {}

  /**
   * As {@link Stop}, and then it is the other group's failure as well.
   *
   * @param to that group
   */
  record Escalate(Group to) implements Supervision {}

  /**
   * The other members are stopped and, after a while, made anew: in the same group, under the same
   * names. What is linked to other groups is for the maker to link again. The wait doubles with
   * each restart; when there are too many, the group ends with the failure.
   *
   * @param maker makes what is started; called on the group's loop
   * @param limit how many restarts there may be
   * @param within in how long; older ones are forgotten
   * @param backoff how long the first waits
   */
  record Restart(
      Supplier<? extends Component<?, ?>> maker, int limit, Duration within, Duration backoff)
      implements Supervision {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a limit is not positive, or a time is negative
     */
    public Restart {
      if (limit < 1 || !within.isPositive() || backoff.isNegative()) {
        throw new IllegalArgumentException(
            "at least 1 restart within a positive time, not %s within %s after %s"
                .formatted(limit, within, backoff));
      }
    }

    @Override
    public String toString() {
      return "Restart[limit=%s, within=%s, backoff=%s]".formatted(limit, within, backoff);
    }
  }
}
