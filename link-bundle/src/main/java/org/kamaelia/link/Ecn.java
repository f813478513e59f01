package org.kamaelia.link;

/**
 * What a packet says of explicit congestion notification, RFC 3168, section 5; its ordinal is the
 * value of the two bits.
 */
public enum Ecn {
  /** Its sender does not take part. */
  NOT_ECT,
  /** Its sender takes part; also of low latency services (L4S, RFC 9331). */
  ECT_1,
  /** Its sender takes part. */
  ECT_0,
  /** Congestion was met. */
  CE
}
