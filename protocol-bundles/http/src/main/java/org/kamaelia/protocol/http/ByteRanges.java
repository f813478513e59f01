package org.kamaelia.protocol.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a content that a client asks for (RFC 9110, 14). */
final class ByteRanges {
  /** The most parts of an answer; who asks for more gets the whole. */
  private static final int MOST = 16;

  private static final String UNIT = "bytes=";

  private ByteRanges() {}

  /**
   * A part.
   *
   * @param first its first byte
   * @param last its last one
   */
  record Part(long first, long last) {
    long length() {
      return last - first + 1;
    }

    /** As {@code Content-Range} says it. */
    String of(long whole) {
      return "bytes %d-%d/%d".formatted(first, last, whole);
    }
  }

  /**
   * Reads the field {@code Range}.
   *
   * @param length how many bytes there are
   * @return nothing if it is to be passed over, as it is none or asks for too much; no part if
   *     there is none of those that it asks for
   */
  static Optional<List<Part>> of(String field, long length) {
    if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return Optional.empty();
    }
    List<Part> parts = new ArrayList<>();
    String[] specs = field.substring(UNIT.length()).split(",", -1);
    if (specs.length > 2 * MOST) {
      return Optional.empty();
    }
    long total = 0;
    for (String text : specs) {
      String spec = text.strip();
      int dash = spec.indexOf('-');
      if (spec.isEmpty()) {
        continue;
      }
      if (dash < 0
          || spec.length() == 1
          || !isNumber(spec, 0, dash)
          || !isNumber(spec, dash + 1, spec.length())) {
        return Optional.empty();
      }
      boolean suffix = dash == 0;
      boolean open = dash == spec.length() - 1;
      long first =
          suffix
              ? Math.max(0, length - number(spec.substring(1)))
              : number(spec.substring(0, dash));
      long last = suffix || open ? Long.MAX_VALUE : number(spec.substring(dash + 1));
      if (last < first) {
        return Optional.empty();
      }
      if (first < length) {
        Part part = new Part(first, Math.min(last, length - 1));
        total += part.length();
        parts.add(part);
      }
    }
    // Parts that overlap may be asked for to have more sent than there is (RFC 9110, 17.15).
    return parts.size() > MOST || (parts.size() > 1 && total > length)
        ? Optional.empty()
        : Optional.of(parts);
  }

  private static boolean isNumber(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static long number(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE - 1 : Long.parseLong(digits);
  }
}
