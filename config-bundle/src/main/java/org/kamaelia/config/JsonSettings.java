package org.kamaelia.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings as a JSON object: a value is a text, a number, a flag, a list of those, or an object of
 * those, which is a list of {@code name=value}; null is as good as none. There may be comments, of
 * {@code //} and of {@code /}{@code *}.
 */
final class JsonSettings {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();

  private JsonSettings() {}

  /** The text is not JSON, or not of settings. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;

    Malformed(int line, String message) {
      super(message);
      this.line = line;
    }

    /** From 1. */
    int line() {
      return line;
    }
  }

  /**
   * Reads them.
   *
   * @return each a {@link String}, {@link Long}, {@link Double} or {@link Boolean}, or an array of
   *     texts
   */
  static Map<String, Object> read(String text) throws Malformed {
    try (JsonParser in = JSON.createParser(text)) {
      Map<String, Object> settings = new LinkedHashMap<>();
      expect(in, in.nextToken(), JsonToken.START_OBJECT, "an object of settings");
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        Object value = value(in, in.nextToken());
        if (value != null) {
          settings.put(name, value);
        }
      }
      expect(in, in.nextToken(), null, "nothing behind the settings");
      return settings;
    } catch (StreamReadException e) {
      throw new Malformed(e.getLocation().getLineNr(), e.getOriginalMessage());
    } catch (IOException e) {
      throw new AssertionError("a text can be read", e);
    }
  }

  private static @Nullable Object value(JsonParser in, JsonToken first)
      throws IOException, Malformed {
    return switch (first) {
      case START_ARRAY -> list(in);
      case START_OBJECT -> pairs(in);
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
      default -> scalar(in, first);
    };
  }

  private static @Nullable Object scalar(JsonParser in, JsonToken token)
      throws IOException, Malformed {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getText();
      default -> throw malformed(in, "a list within a list cannot be");
    };
  }

  private static String[] list(JsonParser in) throws IOException, Malformed {
    List<String> texts = new ArrayList<>();
    for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
      texts.add(String.valueOf(scalar(in, token)));
    }
    return texts.toArray(String[]::new);
  }

  private static String[] pairs(JsonParser in) throws IOException, Malformed {
    List<String> texts = new ArrayList<>();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      texts.add(name + "=" + scalar(in, in.nextToken()));
    }
    return texts.toArray(String[]::new);
  }

  private static void expect(
      JsonParser in, @Nullable JsonToken token, @Nullable JsonToken expected, String what)
      throws Malformed {
    if (token != expected) {
      throw malformed(in, "there must be " + what);
    }
  }

  private static Malformed malformed(JsonParser in, String message) {
    return new Malformed(in.currentTokenLocation().getLineNr(), message);
  }
}
