package org.kamaelia.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What a page says: how far it is, and what it has on its screen and so wants the figures of.
 *
 * @param seen how many updates it has taken
 * @param components their numbers
 * @param connections their numbers
 */
record Wish(long seen, Set<Long> components, Set<Long> connections) {
  static final Wish NONE = new Wish(0, Set.of(), Set.of());

  /** So many of each at most: what is beyond has no room on a screen. */
  static final int MOST = 500;

  private static final JsonFactory FACTORY = new JsonFactory();

  /**
   * Reads {@code {"seen": 7, "components": [1, 2], "connections": [3]}}.
   *
   * @throws IOException if it is anything else
   */
  static Wish of(String text) throws IOException {
    long seen = 0;
    Set<Long> components = new HashSet<>();
    Set<Long> connections = new HashSet<>();
    try (JsonParser in = FACTORY.createParser(text)) {
      expect(in, JsonToken.START_OBJECT);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        switch (name) {
          case "seen" -> {
            expect(in, JsonToken.VALUE_NUMBER_INT);
            seen = in.getLongValue();
          }
          case "components" -> numbers(in, components);
          case "connections" -> numbers(in, connections);
          default -> throw new IOException("what is " + name + "?");
        }
      }
      if (in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
        throw new IOException("not one object");
      }
    }
    return new Wish(seen, components, connections);
  }

  private static void numbers(JsonParser in, Set<Long> numbers) throws IOException {
    expect(in, JsonToken.START_ARRAY);
    while (in.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers.add(in.getLongValue());
      if (numbers.size() > MOST) {
        throw new IOException("more than " + MOST + " at a time");
      }
    }
    if (in.currentToken() != JsonToken.END_ARRAY) {
      throw new IOException("a list of numbers only");
    }
  }

  private static void expect(JsonParser in, JsonToken wanted) throws IOException {
    if (in.nextToken() != wanted) {
      throw new IOException("no " + wanted);
    }
  }
}
