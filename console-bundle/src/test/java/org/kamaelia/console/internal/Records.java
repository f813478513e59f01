package org.kamaelia.console.internal;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** What is logged. */
final class Records extends Handler {
  final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  @Override
  public void publish(LogRecord record) {
    lines.add(new SimpleFormatter().formatMessage(record));
  }

  String next() throws Exception {
    return String.valueOf(lines.poll(30, TimeUnit.SECONDS));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
