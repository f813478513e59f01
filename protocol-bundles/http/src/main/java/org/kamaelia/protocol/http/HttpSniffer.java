package org.kamaelia.protocol.http;

import java.nio.ByteBuffer;
import org.kamaelia.net.Sniffer.Verdict;

/** Knows a request by its first line: a method in capital letters, and what may begin a target. */
final class HttpSniffer {
  /** More letters than any method has that is registered. */
  private static final int METHOD = 20;

  private HttpSniffer() {}

  static Verdict sniff(ByteBuffer first) {
    int letters = 0;
    int length = first.remaining();
    while (letters < length && isLetter(first.get(first.position() + letters))) {
      letters++;
    }
    if (letters > METHOD) {
      return Verdict.UNSUPPORTED;
    }
    if (letters == length) {
      return Verdict.UNKNOWN;
    }
    if (letters == 0 || first.get(first.position() + letters) != ' ') {
      return Verdict.UNSUPPORTED;
    }
    if (letters + 1 == length) {
      return Verdict.UNKNOWN;
    }
    byte target = first.get(first.position() + letters + 1);
    return target == '/' || target == '*' || target == 'h' || target == 'H'
        ? Verdict.SUPPORTED
        : Verdict.UNSUPPORTED;
  }

  private static boolean isLetter(byte b) {
    return (b >= 'A' && b <= 'Z') || b == '-';
  }
}
