package org.kamaelia.websocket.internal;

/** The peer does what it must not, or sends too much: the WebSocket fails (RFC 6455, 7.1.7). */
final class Violation extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * @param code what the peer is told, see {@link Codes}
   * @param reason the same in words, at most 123 bytes of ASCII
   */
  Violation(int code, String reason) {
    // The peer's doing: where we found out is no matter.
    super(reason, null, false, false);
    this.code = code;
  }

  static Violation protocol(String reason) {
    return new Violation(Codes.PROTOCOL_ERROR, reason);
  }

  int code() {
    return code;
  }

  /** In words. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
