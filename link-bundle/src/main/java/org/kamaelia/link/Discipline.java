package org.kamaelia.link;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A queueing discipline: what becomes of packets that wait to be sent. Immutable, for any number of
 * links; each link begins a {@link PacketQueue} of its own. A new discipline is one file: a record
 * of its settings, and the queue, for which {@link PacketFifo} has the rings.
 */
@ConsumerType
@FunctionalInterface
public interface Discipline {
  /** Begins an empty queue. */
  PacketQueue begin(QueueContext context);
}
