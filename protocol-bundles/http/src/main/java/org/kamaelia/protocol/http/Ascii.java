package org.kamaelia.protocol.http;

import java.nio.charset.StandardCharsets;

/** What the bytes of a message's head may be (RFC 9110, 5.6; RFC 9112, 2). */
final class Ascii {
  private static final byte TOKEN = 1;
  private static final byte TEXT = 2;

  /** By the byte. */
  private static final byte[] KINDS = new byte[256];

  static {
    for (int c = 0; c < 256; c++) {
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      boolean digit = c >= '0' && c <= '9';
      if (letter || digit || (c > 32 && c < 127 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
        KINDS[c] = TOKEN | TEXT;
      } else if (c == '\t' || (c >= ' ' && c != 127)) {
        KINDS[c] = TEXT;
      }
    }
  }

  private Ascii() {}

  /** Whether it may be part of a token. */
  static boolean isToken(byte b) {
    return (KINDS[b & 0xff] & TOKEN) != 0;
  }

  /** Whether it may be part of a line: no control character but the tab. */
  static boolean isText(byte b) {
    return KINDS[b & 0xff] != 0;
  }

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** The value of a hexadecimal digit, or -1. */
  static int hex(byte b) {
    return Character.digit(b, 16); // of bytes, only those of ASCII are digits
  }

  static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }

  /** Whether these bytes are that text, upper and lower case aside. */
  static boolean equals(byte[] bytes, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (lower(bytes[from + i]) != lower((byte) text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
