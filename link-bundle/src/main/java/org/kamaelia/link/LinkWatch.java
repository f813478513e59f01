package org.kamaelia.link;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told what becomes of each packet of a link, on the link's thread, when it happens; but a loss
 * on the wire when the packet's sending begins. What it does not want to know it leaves out.
 */
@ConsumerType
public interface LinkWatch {
  /** A packet was sent into the link. */
  default void entered(Packet packet) {}

  /** It comes out now, perhaps marked or corrupted, perhaps for the second time. */
  default void left(Packet packet) {}

  /** It will never come out. */
  default void dropped(Packet packet, Drop why) {}
}
