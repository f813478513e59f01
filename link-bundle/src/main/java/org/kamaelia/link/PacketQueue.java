package org.kamaelia.link;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The queue of one link, which every packet goes through that has to be sent at a rate; one that
 * finds the link idle is put and taken at once. Called on the link's thread. Times are nanoseconds
 * of the link's timeline. What it drops it says to its {@link QueueContext}.
 */
@ConsumerType
public interface PacketQueue {
  /** Takes a packet in, or drops it, or others for it. */
  void put(Packet packet, long now);

  /** Gives the next packet to be sent, or null if there is none, perhaps after dropping some. */
  @Nullable Packet take(long now);

  /** How many are waiting. */
  int packets();

  /** How many bytes are waiting. */
  long bytes();
}
