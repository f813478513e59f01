package org.kamaelia.websocket;

import java.nio.ByteBuffer;

/** A message, whole: of how many frames it was made nobody knows. */
public sealed interface Message {

  /** Text. */
  record Text(String text) implements Message {}

  /** Bytes, which are left alone once they are sent. */
  record Binary(ByteBuffer bytes) implements Message {}

  /**
   * The last one that is sent: ends the talk with a code of its own, and not with 1000. It is never
   * received; the end of the inbox is.
   *
   * @param code 1000 to 1003, 1007 to 1014, or 3000 to 4999 (RFC 6455, 7.4)
   * @param reason for the peer, at most 123 bytes of UTF-8
   */
  record Close(int code, String reason) implements Message {}
}
