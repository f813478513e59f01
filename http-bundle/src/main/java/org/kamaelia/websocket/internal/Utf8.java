package org.kamaelia.websocket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes that come piece by piece are UTF-8 (RFC 3629), known at the first wrong one. */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long NOT_ASCII = 0x8080808080808080L;

  /** Bytes that the character still lacks. */
  private int left;

  /** What the next of these may be. */
  private int least;

  private int most;

  /**
   * Takes the next bytes.
   *
   * @return false if one of them is wrong; nothing may be taken after that
   */
  boolean take(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (left == 0) {
        while (at + Long.BYTES <= to && ((long) LONG.get(bytes, at) & NOT_ASCII) == 0) {
          at += Long.BYTES;
        }
        if (at < to && !begin(bytes[at++] & 0xFF)) {
          return false;
        }
      } else {
        int next = bytes[at++] & 0xFF;
        if (next < least || next > most) {
          return false;
        }
        left--;
        least = 0x80;
        most = 0xBF;
      }
    }
    return true;
  }

  /** Whether it could end here. */
  boolean isWhole() {
    return left == 0;
  }

  /** Begins anew. */
  void reset() {
    left = 0;
  }

  private boolean begin(int first) {
    least = 0x80;
    most = 0xBF;
    if (first < 0x80) {
      return true;
    }
    if (first < 0xC2 || first > 0xF4) {
      return false; // a later byte of a character, too long a form, or beyond Unicode
    }
    left = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    switch (first) {
      case 0xE0 -> least = 0xA0; // else it would be too long a form
      case 0xED -> most = 0x9F; // else half of a pair
      case 0xF0 -> least = 0x90;
      case 0xF4 -> most = 0x8F; // else beyond Unicode
      default -> {}
    }
    return true;
  }
}
