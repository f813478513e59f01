package org.kamaelia.websocket.internal;

/** What the first two bytes of a frame are made of (RFC 6455, 5.2). */
final class Opcodes {
  static final int CONTINUATION = 0x0;
  static final int TEXT = 0x1;
  static final int BINARY = 0x2;
  static final int CLOSE = 0x8;
  static final int PING = 0x9;
  static final int PONG = 0xA;

  /** In the first byte: the last frame of its message. */
  static final int FIN = 0x80;

  /** In the first byte: the message is compressed (RFC 7692, 6). */
  static final int RSV1 = 0x40;

  static final int RSV2_AND_3 = 0x30;

  /** In the second byte. */
  static final int MASKED = 0x80;

  /** In the second byte: the length is in the two, or eight, bytes after it. */
  static final int LENGTH_16 = 126;

  static final int LENGTH_64 = 127;

  /** The longest payload of a control frame, and the longest that needs no more bytes. */
  static final int SHORT = 125;

  private Opcodes() {}

  static boolean isControl(int opcode) {
    return (opcode & 0x8) != 0;
  }
}
