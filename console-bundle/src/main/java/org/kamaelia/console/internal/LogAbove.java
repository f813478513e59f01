package org.kamaelia.console.internal;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Shows log records to one operator, as the log's own handler writes them. Who logs never waits for
 * the operator's terminal: records that it does not take in time are counted instead.
 */
final class LogAbove extends Handler implements AutoCloseable {
  /** How many records wait for the terminal. */
  private static final int WAITING = 1000;

  /** The root is held, or it could be collected with the handler. */
  private static final Logger ROOT = Logger.getLogger("");

  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Consumer<String> screen;
  private final Thread thread;

  @SuppressWarnings("this-escape") // the thread looks at the fields above only
  private LogAbove(Consumer<String> screen) {
    this.screen = screen;
    setFormatter(
        Arrays.stream(ROOT.getHandlers())
            .map(Handler::getFormatter)
            .filter(it -> it != null)
            .findFirst()
            .orElseGet(SimpleFormatter::new));
    thread = Thread.ofVirtual().name("kamaelia-console-log").unstarted(this::show);
  }

  /** Shows all records from now on, until it is closed. */
  static LogAbove start(Consumer<String> screen) {
    LogAbove handler = new LogAbove(screen);
    handler.thread.start();
    ROOT.addHandler(handler);
    return handler;
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record) && !waiting.offer(getFormatter().format(record))) {
      dropped.incrementAndGet();
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ROOT.removeHandler(this);
    thread.interrupt();
  }

  private void show() {
    try {
      while (true) {
        String lines = waiting.take();
        screen.accept(lines.lines().map(LogAbove::clean).reduce((a, b) -> a + "\n" + b).orElse(""));
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
          screen.accept(Text.count(lost) + " log records were not shown: too many at a time");
        }
      }
    } catch (InterruptedException | IllegalStateException e) {
      // Closed: this, or the terminal before it.
    }
  }

  private static String clean(String line) {
    return Text.clean(line.replace('\t', ' '));
  }
}
