package org.kamaelia.websocket.internal;

/** The codes of a close that we send ourselves (RFC 6455, 7.4.1). */
final class Codes {
  static final int NORMAL = 1000;
  static final int GOING_AWAY = 1001;
  static final int PROTOCOL_ERROR = 1002;
  static final int INVALID_DATA = 1007;
  static final int TOO_BIG = 1009;
  static final int INTERNAL_ERROR = 1011;

  /** There is none in the frame: it is never sent. */
  static final int NONE = 1005;

  private Codes() {}
}
