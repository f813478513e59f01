package org.kamaelia.websocket.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kamaelia.http.Field;

/**
 * An extension as it is offered or agreed on (RFC 6455, 9.1).
 *
 * @param parameters in their order
 */
public record Extension(String name, List<Parameter> parameters) {

  /**
   * A parameter.
   *
   * @param value without its quotes, if it had any
   */
  public record Parameter(String name, Optional<String> value) {}

  /**
   * Reads the value of the field {@code Sec-WebSocket-Extensions}; of several, all with commas
   * between them.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public static List<Extension> parse(String field) {
    return new Parser(field).list();
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<Extension> list() {
      List<Extension> all = new ArrayList<>();
      do {
        spaces();
        // Empty elements are passed over (RFC 9110, 5.6.1).
        if (at < text.length() && text.charAt(at) != ',') {
          all.add(extension());
        }
      } while (skip(','));
      if (at < text.length() || all.isEmpty()) {
        throw malformed();
      }
      return all;
    }

    private Extension extension() {
      String name = token();
      List<Parameter> parameters = new ArrayList<>();
      while (skip(';')) {
        parameters.add(new Parameter(token(), skip('=') ? Optional.of(value()) : Optional.empty()));
      }
      return new Extension(name, List.copyOf(parameters));
    }

    private String value() {
      spaces();
      if (at == text.length() || text.charAt(at) != '"') {
        return token();
      }
      at++;
      StringBuilder value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\') {
          at++;
        }
        if (at < text.length()) {
          value.append(text.charAt(at++));
        }
      }
      // What is quoted has to be a token all the same.
      if (at++ == text.length() || !Field.isToken(value.toString())) {
        throw malformed();
      }
      return value.toString();
    }

    private String token() {
      spaces();
      int from = at;
      while (at < text.length() && Field.isToken(text.substring(at, at + 1))) {
        at++;
      }
      if (at == from) {
        throw malformed();
      }
      return text.substring(from, at);
    }

    private boolean skip(char wanted) {
      spaces();
      boolean here = at < text.length() && text.charAt(at) == wanted;
      if (here) {
        at++;
      }
      return here;
    }

    private void spaces() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
    }

    private IllegalArgumentException malformed() {
      return new IllegalArgumentException("Sec-WebSocket-Extensions is malformed: " + text);
    }
  }
}
