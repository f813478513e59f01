package org.kamaelia.page;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The last lines of the log. Any thread. */
final class LogTail extends Handler {
  private static final int LINES = 300;
  private static final int LONGEST = 4000;

  /** Held, or it could be collected with the handler. */
  private static final Logger ROOT = Logger.getLogger("");

  private final ArrayDeque<LogLine> lines = new ArrayDeque<>();
  private long number;

  private LogTail() {
    setFormatter(new SimpleFormatter());
  }

  /** Keeps what is logged from now on, until it is closed. */
  static LogTail start() {
    LogTail tail = new LogTail();
    ROOT.addHandler(tail);
    return tail;
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    String text = getFormatter().formatMessage(record);
    if (record.getThrown() != null) {
      StringWriter trace = new StringWriter();
      record.getThrown().printStackTrace(new PrintWriter(trace));
      text += "\n" + trace;
    }
    add(record, text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text);
  }

  private synchronized void add(LogRecord record, String text) {
    lines.addLast(
        new LogLine(
            ++number,
            record.getInstant(),
            record.getLevel().getName(),
            String.valueOf(record.getLoggerName()),
            text));
    if (lines.size() > LINES) {
      lines.removeFirst();
    }
  }

  /** Those that are kept, of those after a number. */
  synchronized List<LogLine> after(long seen) {
    return lines.stream().filter(line -> line.number() > seen).toList();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ROOT.removeHandler(this);
  }
}
