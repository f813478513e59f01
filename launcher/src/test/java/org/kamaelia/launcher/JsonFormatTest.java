package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JsonFormatTest {

  @Test
  void eventIsAnObjectInALine() {
    LogRecord record = new LogRecord(Level.WARNING, "got {0}");
    record.setParameters(new Object[] {"\"x\"\n\u001b[2J"});
    record.setLoggerName("org.kamaelia.net");
    record.setInstant(Instant.EPOCH);
    record.setLongThreadID(7);
    assertThat(new JsonFormat().format(record))
        .isEqualTo(
            "{\"time\":\"1970-01-01T00:00:00Z\",\"level\":\"WARN\",\"logger\":\"org.kamaelia.net\","
                + "\"thread\":7,\"message\":\"got \\\"x\\\"\\n\\u001B[2J\"}\n");
  }

  @Test
  void stackIsAFieldAndNotALine() {
    LogRecord record = new LogRecord(Level.SEVERE, "broke");
    record.setThrown(new IllegalStateException("why"));
    assertThat(new JsonFormat().format(record).lines())
        .singleElement()
        .asString()
        .contains(
            "\"level\":\"ERROR\",\"logger\":null",
            "\"stack\":\"java.lang.IllegalStateException: why\\n");
  }
}
