package org.kamaelia.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One line an event: time, level, the logger's last name, message; an exception's stack follows,
 * indented. What others put into a message can neither end the line nor move a terminal's cursor.
 */
final class LogFormat extends Formatter {

  private final DateTimeFormatter time;

  private LogFormat(String time) {
    this.time = DateTimeFormatter.ofPattern(time).withZone(ZoneId.systemDefault());
  }

  static Formatter forFile() {
    return isJson() ? new JsonFormat() : new LogFormat("yyyy-MM-dd HH:mm:ss.SSS");
  }

  static Formatter forTerminal() {
    return isJson() ? new JsonFormat() : new LogFormat("HH:mm:ss.SSS");
  }

  /** Whether the user wants lines for programs: a daemon has the variable from who starts it. */
  private static boolean isJson() {
    return "json".equals(System.getenv("KAMAELIA_LOG"));
  }

  @Override
  public String format(LogRecord record) {
    String logger = record.getLoggerName() == null ? "" : record.getLoggerName();
    StringBuilder lines =
        new StringBuilder()
            .append(time.format(record.getInstant()))
            .append(' ')
            .append("%-5s".formatted(name(record.getLevel())))
            .append(' ')
            .append(plain(logger.substring(logger.lastIndexOf('.') + 1)))
            .append(": ")
            .append(plain(formatMessage(record)))
            .append('\n');
    if (record.getThrown() != null) {
      StringWriter stack = new StringWriter();
      record.getThrown().printStackTrace(new PrintWriter(stack));
      stack.toString().lines().forEach(line -> indent(lines, line));
    }
    return lines.toString();
  }

  private static void indent(StringBuilder lines, String line) {
    lines.append("    ").append(plain(line.replace("\t", "    "))).append('\n');
  }

  static String name(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return "ERROR";
    }
    if (value >= Level.WARNING.intValue()) {
      return "WARN";
    }
    return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  private static String plain(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                plain.append("\\u%04x".formatted(c));
              } else {
                plain.append((char) c);
              }
            });
    return plain.toString();
  }
}
