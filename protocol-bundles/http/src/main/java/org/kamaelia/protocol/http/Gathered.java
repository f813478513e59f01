package org.kamaelia.protocol.http;

import java.util.Arrays;
import org.kamaelia.http.HttpException;

/** A head, or trailer fields, gathered until they are whole, wherever the network has cut them. */
final class Gathered {
  private static final byte[] NOTHING = {};

  private final HeadScanner lines;

  /** What came before the message that is looked at, when that does not have all of it. */
  private byte[] before = NOTHING;

  private int length;

  Gathered(HeadScanner lines) {
    this.lines = lines;
  }

  /** Where it begins: {@link #bytes} has it once it is whole. */
  private int start;

  private byte[] bytes = NOTHING;

  /**
   * Looks at more.
   *
   * @return where it ends in them, -1 if they were all of it and more is needed
   * @throws HttpException as {@link HeadScanner#scan}
   */
  int add(byte[] more, int from, int to) {
    int end = lines.scan(more, from, to);
    if (end >= 0 && length == 0) {
      bytes = more;
      start = from + lines.skipped();
      return end;
    }
    int count = (end < 0 ? to : end) - from;
    if (length + count > before.length) {
      before = Arrays.copyOf(before, Math.max(512, 2 * (length + count)));
    }
    System.arraycopy(more, from, before, length, count);
    length += count;
    if (end >= 0) {
      bytes = before;
      start = lines.skipped();
      before = NOTHING;
      length = 0;
    }
    return end;
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  /** Keeps nothing of the last one. */
  void forget() {
    bytes = NOTHING;
  }
}
