package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogAboveTest {
  @Test
  void whoLogsDoesNotWaitForTheScreenAndWhatWasLostIsCounted() throws Exception {
    Semaphore scroll = new Semaphore(0);
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    try (LogAbove above =
        LogAbove.start(
            text -> {
              scroll.acquireUninterruptibly();
              lines.add(text);
            })) {
      for (int i = 0; i < 1500; i++) {
        above.publish(new LogRecord(Level.INFO, "record " + i));
      }
      scroll.release(2000);
      assertThat(lines.poll(30, TimeUnit.SECONDS)).contains("record 0");
      assertThat(lines.poll(30, TimeUnit.SECONDS))
          .matches("(499|500) log records were not shown: too many at a time");
      assertThat(lines.poll(30, TimeUnit.SECONDS)).contains("record 1");
    }
  }
}
