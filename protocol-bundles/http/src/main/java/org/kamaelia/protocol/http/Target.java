package org.kamaelia.protocol.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kamaelia.http.HttpException;

/**
 * What is asked for (RFC 9112, 3.2 and 3.3).
 *
 * @param path decoded
 * @param query as it was sent
 * @param authority the host and its port, if they were said
 */
record Target(String path, String query, String authority) {
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]*|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{0,5})?");

  /**
   * Reads a head's target.
   *
   * @throws HttpException if it is none, or does not go with the rest
   */
  static Target of(Head head) {
    String host = host(head);
    String target = head.target();
    if (head.method().equals("CONNECT")) {
      throw new HttpException(501, "there are no tunnels here");
    }
    if (target.startsWith("/")) {
      return of(target, host);
    }
    if (target.equals("*") && head.method().equals("OPTIONS")) {
      return new Target("*", "", host);
    }
    int scheme = target.indexOf("://");
    String name = scheme < 0 ? "" : target.substring(0, scheme);
    if (!name.equalsIgnoreCase("http") && !name.equalsIgnoreCase("https")) {
      throw new HttpException(400, "no target of a request");
    }
    int begin = scheme + 3;
    int end = begin;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String authority = target.substring(begin, end);
    if (authority.isEmpty() || !HOST.matcher(authority).matches()) {
      throw new HttpException(400, "no host of a target");
    }
    String rest = target.substring(end);
    // what it says counts, and not the field
    return of(rest.startsWith("/") ? rest : "/" + rest, authority);
  }

  /** Whether it is a host, and has no port. */
  static boolean isHost(String text) {
    return !text.isEmpty() && HOST.matcher(text).matches() && host(text).equals(text);
  }

  /** The host of an authority, without its port. */
  static String host(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }

  private static String host(Head head) {
    int count = head.count("host");
    if (count > 1 || (count == 0 && head.minor() > 0)) {
      throw new HttpException(400, count == 0 ? "no Host" : "more than one Host");
    }
    String host = head.value("host").orElse("");
    if (!isPlain(host) && !HOST.matcher(host).matches()) {
      throw new HttpException(400, "no host in Host");
    }
    return host;
  }

  /** Whether it is letters, digits, dots and hyphens only, as most are. */
  private static boolean isPlain(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-')) {
        return false;
      }
    }
    return true;
  }

  private static Target of(String pathAndQuery, String authority) {
    int mark = pathAndQuery.indexOf('?');
    String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    String query = mark < 0 ? "" : pathAndQuery.substring(mark + 1);
    return new Target(path(path), query, authority);
  }

  /** Decodes a path, and refuses what others might take for another one. */
  private static String path(String raw) {
    String path = raw;
    if (raw.indexOf('%') >= 0) {
      if (raw.contains("%2F") || raw.contains("%2f")) {
        throw new HttpException(400, "an encoded slash in the path");
      }
      path = decoded(raw, false).orElseThrow(() -> new HttpException(400, "a wrong % in the path"));
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c < ' ' || c == 127 || c == '\\') {
        throw new HttpException(400, "a character in the path that no path has");
      }
      if (c == '/' && isDots(path, i + 1)) {
        throw new HttpException(400, "a path with dots as a part");
      }
    }
    return path;
  }

  private static boolean isDots(String path, int from) {
    int end = from;
    while (end < path.length() && path.charAt(end) == '.') {
      end++;
    }
    return end > from && end - from <= 2 && (end == path.length() || path.charAt(end) == '/');
  }

  /** The first value of a parameter of the query; what cannot be decoded has none. */
  Optional<String> parameter(String name) {
    for (int from = 0; from < query.length(); ) {
      int end = query.indexOf('&', from);
      end = end < 0 ? query.length() : end;
      String pair = query.substring(from, end);
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decoded(key, true).filter(name::equals).isPresent()) {
        return decoded(equals < 0 ? "" : pair.substring(equals + 1), true);
      }
      from = end + 1;
    }
    return Optional.empty();
  }

  /** Nothing if a % is not followed by two digits, or the bytes are no UTF-8. */
  private static Optional<String> decoded(String text, boolean form) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.put((byte) (16 * high + low));
        i += 2;
      } else {
        bytes.put((byte) (form && c == '+' ? ' ' : c));
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
