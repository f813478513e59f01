package org.kamaelia.axon;

import java.time.Instant;
import org.kamaelia.axon.Topology.BoxId;

/**
 * A message on its way from one component to another, as a {@link Trace} tells of it.
 *
 * @param time when it was sent, by the sender's clock; if the inbox is full it waits after that
 * @param from the outbox
 * @param to the inbox: the last in the chain of linkages, on another loop the first one there
 * @param message the message itself, which is the receiver's
 */
public record Delivery(Instant time, BoxId from, BoxId to, Object message) {
  /** {@code time from -> to: message}. */
  @Override
  public String toString() {
    return "%s %s -> %s: %s".formatted(time, from, to, message);
  }
}
