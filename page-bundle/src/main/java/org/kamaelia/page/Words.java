package org.kamaelia.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The words of a command, as a page sends them. */
final class Words {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Words() {}

  /**
   * Reads an array of strings.
   *
   * @throws IOException if it is anything else
   */
  static List<String> of(String json) throws IOException {
    List<String> words = new ArrayList<>();
    try (JsonParser in = FACTORY.createParser(json)) {
      boolean begun = in.nextToken() == JsonToken.START_ARRAY;
      while (begun && in.nextToken() == JsonToken.VALUE_STRING) {
        words.add(in.getText());
      }
      if (in.currentToken() != JsonToken.END_ARRAY || in.nextToken() != null) {
        throw new IOException("no array of strings");
      }
    }
    return words;
  }
}
