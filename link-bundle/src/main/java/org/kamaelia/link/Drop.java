package org.kamaelia.link;

/** Why a packet did not come out of a link. */
public enum Drop {
  /** The wire lost it: {@link LinkSpec#loss}. */
  LOST,
  /** The queue was full. */
  QUEUE_FULL,
  /** The queue had room, but its active management chose the packet as a signal. */
  QUEUE_MANAGED,
  /** It was longer than {@link LinkSpec#mtu}. */
  TOO_LARGE
}
