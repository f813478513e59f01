package org.kamaelia.metrics;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request's head (RFC 9112), as far as it matters here.
 *
 * @param method the method
 * @param path the path, without a query
 * @param accept the types that the client wants, empty if it does not say
 * @param goesOn whether more requests may follow on the connection
 */
record Request(String method, String path, String accept, boolean goesOn) {
  private static final Pattern LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) (/[!-~]*) HTTP/1\\.([01])");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t -~\\x80-\\xff]*?)[ \t]*");

  /**
   * Reads one.
   *
   * @param head all lines, with CRLF between, without the empty one
   * @throws Malformed if it is none, or one that brings a body
   */
  static Request of(String head) throws Malformed {
    String[] lines = head.split("\r\n", -1);
    Matcher line = LINE.matcher(lines[0]);
    if (!line.matches()) {
      throw new Malformed("the first line is no request");
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        throw new Malformed("a line that is no field");
      }
      String name = field.group(1).toLowerCase(Locale.ROOT);
      if (fields.merge(name, field.group(2), (a, b) -> a + ", " + b).contains(", ")
          && name.equals("host")) {
        throw new Malformed("several hosts");
      }
    }
    boolean newer = line.group(3).equals("1");
    if (newer && !fields.containsKey("host")) {
      throw new Malformed("no host");
    }
    if (fields.containsKey("transfer-encoding")
        || !fields.getOrDefault("content-length", "0").matches("0+")) {
      throw new Malformed("a body, which is not taken");
    }
    String connection = fields.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
    return new Request(
        line.group(1),
        line.group(2).replaceFirst("\\?.*", ""),
        fields.getOrDefault("accept", ""),
        newer && !connection.contains("close"));
  }

  /** What came is no request that can be answered. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }
}
