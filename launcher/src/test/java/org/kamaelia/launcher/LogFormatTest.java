package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {

  @Test
  void eventIsOneLineWithTheLoggersLastName() {
    assertThat(LogFormat.forFile().format(record("listens at {0}", "127.0.0.1:7007")))
        .matches(
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  net: listens at"
                + " 127.0.0.1:7007\n");
  }

  @Test
  void stackFollowsIndented() {
    LogRecord record = record("broke");
    record.setThrown(new IllegalStateException("why"));
    assertThat(LogFormat.forTerminal().format(record).lines())
        .satisfies(lines -> assertThat(lines.get(0)).endsWith("net: broke"))
        .satisfies(
            lines -> assertThat(lines.get(1)).isEqualTo("    java.lang.IllegalStateException: why"))
        .satisfies(lines -> assertThat(lines.get(2)).startsWith("        at org.kamaelia."));
  }

  @Test
  void whatAPeerSentCannotForgeALineOrMoveTheCursor() {
    LogRecord record = record("got {0}", "x\n12:00:00.000 INFO  net: all well\u001b[2J");
    record.setThrown(new IllegalStateException("\r\u009b31m"));
    assertThat(LogFormat.forTerminal().format(record))
        .contains("got x\\u000a12:00:00.000", "\\u001b[2J", "\\u009b31m")
        .doesNotContain("\u001b", "\u009b", "\r");
  }

  private static LogRecord record(String message, Object... parameters) {
    LogRecord record = new LogRecord(Level.WARNING, message);
    record.setLoggerName("org.kamaelia.net");
    record.setParameters(parameters);
    return record;
  }
}
