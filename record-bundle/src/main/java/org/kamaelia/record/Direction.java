package org.kamaelia.record;

/** Which way a packet went, seen from where it was captured. */
public enum Direction {
  /** Nobody has said. */
  UNKNOWN,
  /** It came from the peer. */
  IN,
  /** It went to the peer. */
  OUT
}
