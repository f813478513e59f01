package org.kamaelia.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

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
  record Close(int code, String reason) implements Message {
    private static final int LONGEST_REASON = 123;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the code is none that may be sent, or the reason too long
     */
    public Close {
      if (!isCode(code)) {
        throw new IllegalArgumentException("no code of a close: " + code);
      }
      if (reason.getBytes(StandardCharsets.UTF_8).length > LONGEST_REASON) {
        throw new IllegalArgumentException("the reason of a close is too long: " + reason);
      }
    }

    /** Whether a close may have this code. */
    public static boolean isCode(int code) {
      return (code >= 1000 && code <= 1003)
          || (code >= 1007 && code <= 1014)
          || (code >= 3000 && code <= 4999);
    }
  }
}
