package org.kamaelia.http;

/**
 * A header or trailer field (RFC 9110, 5).
 *
 * @param name a token; upper and lower case are the same
 * @param value printable characters, spaces and tabs, none of the latter at its ends
 */
public record Field(String name, String value) {

  /**
   * A field.
   *
   * @throws IllegalArgumentException if the name is no token, or the value has a control character,
   *     a character above 255, or a space at its ends
   */
  public Field {
    if (!isToken(name)) {
      throw new IllegalArgumentException("no name of a field: '" + name + "'");
    }
    if (!value.equals(value.strip()) || !value.chars().allMatch(Field::isText)) {
      throw new IllegalArgumentException(
          "no value of the field %s: '%s'".formatted(name, value.replaceAll("\\p{Cntrl}", "?")));
    }
  }

  /** Whether it has this name. */
  public boolean is(String other) {
    return name.equalsIgnoreCase(other);
  }

  /** Whether a text is a token (RFC 9110, 5.6.2), as names are. */
  public static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(Field::isToken);
  }

  private static boolean isToken(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c < 128 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private static boolean isText(int c) {
    return c == '\t' || (c >= ' ' && c <= 255 && c != 127);
  }
}
