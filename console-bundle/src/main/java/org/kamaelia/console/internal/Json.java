package org.kamaelia.console.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.ListenerSpec;

/**
 * What commands give, as JSON: a record is an object with its components as fields, in their order,
 * so that what the API documents holds for scripts too. A time span is a number of seconds, a point
 * in time is ISO 8601 in UTC, a constant is its name in lower case, what is absent is null; of
 * records that are one of a closed choice, {@code kind} says which.
 */
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private Json() {}

  /** One document, in one line. */
  static String text(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      write(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Boolean flag -> out.writeBoolean(flag);
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Double number -> out.writeNumber(number);
      case Duration span -> out.writeNumber(seconds(span));
      case Enum<?> constant -> out.writeString(Text.word(constant));
      case Optional<?> maybe -> write(out, maybe.orElse(null));
      case ListenerSpec spec -> spec(out, spec);
      case Map<?, ?> map -> map(out, map);
      case Collection<?> several -> {
        out.writeStartArray();
        for (Object one : several) {
          write(out, one);
        }
        out.writeEndArray();
      }
      case Record record -> record(out, record);
      default -> out.writeString(value.toString());
    }
  }

  private static void record(JsonGenerator out, Record record) throws IOException {
    Class<?> type = record.getClass();
    out.writeStartObject();
    if (Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed)) {
      out.writeStringField("kind", type.getSimpleName().toLowerCase(Locale.ROOT));
    }
    for (RecordComponent component : type.getRecordComponents()) {
      out.writeFieldName(component.getName());
      write(out, value(record, component));
    }
    out.writeEndObject();
  }

  private static @Nullable Object value(Record record, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      // the accessors of our own records are public, the records are not
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component.toString(), e);
    }
  }

  /** The name, and what is set as an operator writes it. */
  private static void spec(JsonGenerator out, ListenerSpec spec) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", spec.name());
    for (var setting : spec.properties().entrySet()) {
      out.writeStringField(setting.getKey(), setting.getValue().toString());
    }
    out.writeEndObject();
  }

  private static void map(JsonGenerator out, Map<?, ?> map) throws IOException {
    out.writeStartObject();
    for (var entry : map.entrySet()) {
      out.writeFieldName(
          entry.getKey() instanceof Enum<?> constant
              ? Text.word(constant)
              : String.valueOf(entry.getKey()));
      write(out, entry.getValue());
    }
    out.writeEndObject();
  }

  private static BigDecimal seconds(Duration span) {
    BigDecimal exact =
        BigDecimal.valueOf(span.getSeconds()).add(BigDecimal.valueOf(span.getNano(), 9));
    return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
  }
}
