package org.kamaelia.protocol.http;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kamaelia.http.Field;
import org.kamaelia.http.HttpException;

/**
 * A request's head: its bytes, and where in them the parts are. Texts are made of those that
 * somebody asks for.
 */
final class Head {
  private static final byte[] HTTP = {'H', 'T', 'T', 'P', '/'};

  private final byte[] bytes;
  private final String method;
  private final String target;
  private final int minor;

  /** For each field where its name begins and ends, and where its value does. */
  private final int[] fields;

  private Head(byte[] bytes, String method, String target, int minor, int[] fields) {
    this.bytes = bytes;
    this.method = method;
    this.target = target;
    this.minor = minor;
    this.fields = fields;
  }

  /**
   * Reads one.
   *
   * @param bytes where it is; left alone from now on
   * @param start its first byte
   * @param lines where its lines end
   * @throws HttpException if it is none
   */
  static Head of(byte[] bytes, int start, HeadScanner lines) {
    int end = start + lines.end(0);
    int space = start;
    while (space < end && Ascii.isToken(bytes[space])) {
      space++;
    }
    int version = end - "HTTP/1.1".length();
    if (space == start
        || space >= version - 1
        || bytes[space] != ' '
        || bytes[version - 1] != ' ') {
      throw new HttpException(400, "the first line is no request");
    }
    int minor = minor(bytes, version);
    for (int i = space + 1; i < version - 1; i++) {
      if (bytes[i] <= ' ' || bytes[i] == '#') {
        throw new HttpException(400, "a character in the target that must be encoded");
      }
    }
    return new Head(
        bytes,
        method(bytes, start, space),
        Ascii.text(bytes, space + 1, version - 1),
        minor,
        fields(bytes, start, lines));
  }

  /**
   * Reads trailer fields.
   *
   * @throws HttpException if they are none
   */
  static List<Field> trailers(byte[] bytes, int start, HeadScanner lines) {
    return new Head(bytes, "", "", 1, fields(bytes, start, lines)).fields();
  }

  private static int[] fields(byte[] bytes, int start, HeadScanner lines) {
    int[] fields = new int[4 * (lines.lines() - 1)];
    for (int i = 1; i < lines.lines(); i++) {
      field(bytes, start + lines.end(i - 1) + 2, start + lines.end(i), fields, 4 * (i - 1));
    }
    return fields;
  }

  private static int minor(byte[] bytes, int at) {
    if (!Arrays.equals(bytes, at, at + HTTP.length, HTTP, 0, HTTP.length)
        || !Ascii.isDigit(bytes[at + 5])
        || bytes[at + 6] != '.'
        || !Ascii.isDigit(bytes[at + 7])) {
      throw new HttpException(400, "the first line is no request");
    }
    if (bytes[at + 5] != '1') {
      throw new HttpException(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
    }
    return bytes[at + 7] == '0' ? 0 : 1;
  }

  private static String method(byte[] bytes, int from, int to) {
    if (to - from == 3 && bytes[from] == 'G' && bytes[from + 1] == 'E' && bytes[from + 2] == 'T') {
      return "GET";
    }
    return Ascii.text(bytes, from, to);
  }

  private static void field(byte[] bytes, int from, int to, int[] fields, int at) {
    int colon = from;
    while (colon < to && Ascii.isToken(bytes[colon])) {
      colon++;
    }
    if (colon == to || bytes[colon] != ':' || colon == from) {
      throw new HttpException(
          400,
          bytes[from] == ' ' || bytes[from] == '\t'
              ? "a field on several lines"
              : "a line that is no field");
    }
    int begin = colon + 1;
    int end = to;
    while (begin < end && isSpace(bytes[begin])) {
      begin++;
    }
    while (end > begin && isSpace(bytes[end - 1])) {
      end--;
    }
    fields[at] = from;
    fields[at + 1] = colon;
    fields[at + 2] = begin;
    fields[at + 3] = end;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  /** 0 or 1. */
  int minor() {
    return minor;
  }

  /** How many fields have this name. */
  int count(String name) {
    int count = 0;
    for (int i = next(name, 0); i >= 0; i = next(name, i + 4)) {
      count++;
    }
    return count;
  }

  /** The value of a field, or of several with commas between them. */
  Optional<String> value(String name) {
    int at = next(name, 0);
    if (at < 0) {
      return Optional.empty();
    }
    int more = next(name, at + 4);
    if (more < 0) {
      return Optional.of(value(at));
    }
    StringBuilder all = new StringBuilder(value(at));
    for (; more >= 0; more = next(name, more + 4)) {
      all.append(", ").append(value(more));
    }
    return Optional.of(all.toString());
  }

  /** Whether a field that is a list has this token, whatever its parameters. */
  boolean has(String name, String token) {
    for (int at = next(name, 0); at >= 0; at = next(name, at + 4)) {
      int from = fields[at + 2];
      int to = fields[at + 3];
      while (from < to) {
        int end = from;
        while (end < to && Ascii.isToken(bytes[end])) {
          end++;
        }
        if (Ascii.equals(bytes, from, end, token)) {
          return true;
        }
        while (end < to && bytes[end] != ',') {
          end++;
        }
        from = end + 1;
        while (from < to && isSpace(bytes[from])) {
          from++;
        }
      }
    }
    return false;
  }

  /** The fields, each made when it is asked for. */
  List<Field> fields() {
    return new AbstractList<>() {
      @Override
      public Field get(int index) {
        int at = 4 * index;
        return new Field(Ascii.text(bytes, fields[at], fields[at + 1]), value(at));
      }

      @Override
      public int size() {
        return fields.length / 4;
      }
    };
  }

  private String value(int at) {
    return Ascii.text(bytes, fields[at + 2], fields[at + 3]);
  }

  /** The first field of this name from there on, or -1. */
  private int next(String name, int from) {
    for (int at = from; at < fields.length; at += 4) {
      if (Ascii.equals(bytes, fields[at], fields[at + 1], name)) {
        return at;
      }
    }
    return -1;
  }
}
