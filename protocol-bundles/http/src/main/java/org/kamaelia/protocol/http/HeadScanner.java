package org.kamaelia.protocol.http;

import java.util.Arrays;
import org.kamaelia.http.HttpException;

/**
 * Finds the end of a request's head as it comes, and where its lines end. A line ends with CRLF and
 * nothing else: whoever takes other things for the end of a line may see another request than those
 * before and behind it do (RFC 9112, 11.2). What can be no head is refused at its first wrong byte.
 */
final class HeadScanner {
  /** Empty lines before a request, which some clients send (RFC 9112, 2.2). */
  private static final int EMPTY_LINES = 4;

  private final HttpSettings settings;

  /** Where the lines end, counted from the head's first byte. */
  private int[] ends = new int[32];

  private int lines;

  /** Bytes of the head so far, and where in them its last line begins. */
  private int length;

  private int line;
  private int skipped;
  private boolean afterCr;

  HeadScanner(HttpSettings settings) {
    this.settings = settings;
  }

  /** For the next head. */
  void reset() {
    lines = 0;
    length = 0;
    line = 0;
    skipped = 0;
    afterCr = false;
  }

  /** For trailer fields, before which there is no first line. */
  void resetForTrailers() {
    reset();
    ends[0] = -2;
    lines = 1;
  }

  /** Whether part of a head has come. */
  boolean hasBegun() {
    return length > 0;
  }

  /** How many lines it has, without the empty one at its end. */
  int lines() {
    return lines;
  }

  /** Where a line ends, without its CRLF; from the first byte of the head. */
  int end(int index) {
    return ends[index];
  }

  /** How many bytes of empty lines were passed over that are not part of the head. */
  int skipped() {
    return skipped;
  }

  /**
   * Looks at more bytes.
   *
   * @return where the head ends in them, -1 if more are needed
   * @throws HttpException if it is too large, or can be no head
   */
  int scan(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      if (afterCr) {
        if (bytes[i] != '\n') {
          throw new HttpException(400, "a CR without LF");
        }
        i++;
        length++;
        afterCr = false;
        if (endLine()) {
          return i;
        }
        continue;
      }
      int begin = i;
      while (i < to && Ascii.isText(bytes[i])) {
        i++;
      }
      length += i - begin;
      if (lines == 0 && length > 0 && begin < i && length == i - begin) {
        checkFirst(bytes[begin]);
      }
      checkLength();
      if (i < to) {
        if (bytes[i] != '\r') {
          throw new HttpException(
              400, bytes[i] == '\n' ? "a LF without CR" : "a control character in the head");
        }
        i++;
        length++;
        afterCr = true;
      }
    }
    return -1;
  }

  /** What is no token begins no request: somebody speaks another protocol here. */
  private static void checkFirst(byte first) {
    if (!Ascii.isToken(first)) {
      throw new HttpException(400, "this is no request");
    }
  }

  private void checkLength() {
    if (length - line > settings.maxLine()) {
      throw lines == 0
          ? new HttpException(
              414, "the first line has more than %d bytes".formatted(settings.maxLine()))
          : new HttpException(431, "a field has more than %d bytes".formatted(settings.maxLine()));
    }
    if (length > settings.maxHead()) {
      throw new HttpException(431, "the head has more than %d bytes".formatted(settings.maxHead()));
    }
  }

  /** A line has ended; whether that was the empty one. */
  private boolean endLine() {
    int end = length - 2;
    if (end == line) {
      if (lines > 0) {
        return true;
      }
      skipped += 2;
      if (skipped > 2 * EMPTY_LINES) {
        throw new HttpException(400, "empty lines and no request");
      }
      length = 0;
      return false;
    }
    if (lines > settings.maxFields()) {
      throw new HttpException(431, "more than %d fields".formatted(settings.maxFields()));
    }
    if (lines == ends.length) {
      ends = Arrays.copyOf(ends, ends.length * 2);
    }
    ends[lines++] = end;
    line = length;
    return false;
  }
}
