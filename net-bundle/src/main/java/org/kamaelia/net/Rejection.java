package org.kamaelia.net;

/** Why the server closed a connection that its peer would have kept. */
public enum Rejection {
  /** The listener has as many connections as it may. */
  LISTENER_FULL("maxConnections"),
  /** The peer's address has as many connections as it may. */
  ADDRESS_FULL("maxPerAddress"),
  /** Connections come faster than they may. */
  TOO_FAST("acceptRate"),
  /** The peer's address may not connect. */
  DENIED("deny, or not in allow"),
  /** The PROXY header is missing or wrong, or comes from an address that may not send one. */
  PROXY("proxy"),
  /** What precedes the protocol, such as a PROXY header, took too long. */
  HANDSHAKE_TIMEOUT("handshakeTimeout"),
  /** As many TLS handshakes are in flight as may be. */
  HANDSHAKES("too many TLS handshakes"),
  /** The TLS handshake failed: what came is no TLS, or what the two want does not fit together. */
  TLS("the TLS handshake failed"),
  /** The system has no descriptor for it. */
  NO_DESCRIPTORS("no descriptors are left"),
  /** No byte has moved for too long. */
  IDLE("idleTimeout"),
  /** The peer has not read for too long. */
  STALLED("stallTimeout"),
  /** The peer sends or reads too slowly. */
  TOO_SLOW("minRate"),
  /** It has lived as long as it may; the protocol was told to finish. */
  LIFETIME("lifetime"),
  /** There is no protocol for it any more. */
  NO_PROTOCOL("the protocol is not there"),
  /** An operator has closed it, see {@link Server#closeConnections}. */
  OPERATOR("an operator closed it");

  private final String cause;

  Rejection(String cause) {
    this.cause = cause;
  }

  /** What caused it: the setting, where one did. */
  @Override
  public String toString() {
    return cause;
  }
}
