package org.kamaelia.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One JSON object a line, for programs: {@code time} (ISO 8601, in UTC), {@code level}, {@code
 * logger}, {@code thread} (its number), {@code message}, and an exception's {@code stack}.
 */
final class JsonFormat extends Formatter {
  private static final JsonFactory FACTORY = new JsonFactory();

  @Override
  public String format(LogRecord record) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("time", record.getInstant().toString());
      json.writeStringField("level", LogFormat.name(record.getLevel()));
      json.writeStringField("logger", record.getLoggerName());
      json.writeNumberField("thread", record.getLongThreadID());
      json.writeStringField("message", formatMessage(record));
      if (record.getThrown() != null) {
        StringWriter stack = new StringWriter();
        record.getThrown().printStackTrace(new PrintWriter(stack));
        json.writeStringField("stack", stack.toString());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.append('\n').toString();
  }
}
