package org.kamaelia.axon;

import java.time.Duration;

/**
 * What travels on {@code signal} and {@code control}: news about the work, beside the work itself.
 *
 * <p>A component needs no code for signals. The end of its input arrives in its inbox, and a {@link
 * Shutdown} that reaches a component which never looked at its {@code control} is given to it as
 * the end of its inbox.
 */
public sealed interface Signal {

  /**
   * A component has ended and sends nothing more.
   *
   * @param component the name of the component that ended
   */
  record ProducerFinished(String component) implements Signal {}

  /**
   * Finish what is in hand and end; whoever has not ended after {@code within} is stopped.
   *
   * @param within how long the work may still take, from the time of delivery
   * @param reason why, for people
   */
  record Shutdown(Duration within, String reason) implements Signal {}
}
