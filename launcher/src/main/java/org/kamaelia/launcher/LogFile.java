package org.kamaelia.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * A log that always has the same name: when it is full it becomes {@code NAME.1}, that {@code
 * NAME.2}, and so on; the oldest goes. ({@code java.util.logging.FileHandler} numbers the newest,
 * too.)
 */
final class LogFile extends Handler implements AutoCloseable {

  private final Path file;
  private final long bytes;
  private final int old;
  private OutputStream out;
  private long written;

  /**
   * Opens a log, or goes on with it.
   *
   * @param file where
   * @param bytes how many of them make it full
   * @param old how many full ones are kept
   */
  LogFile(Path file, long bytes, int old) throws IOException {
    this.file = file;
    this.bytes = bytes;
    this.old = old;
    setFormatter(LogFormat.forFile());
    out = open();
  }

  private OutputStream open() throws IOException {
    OutputStream opened =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    written = Files.size(file);
    return opened;
  }

  @Override
  public synchronized void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    try {
      byte[] line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
      if (written > 0 && written + line.length > bytes) {
        roll();
      }
      out.write(line);
      written += line.length;
    } catch (IOException e) {
      reportError(file.toString(), e, ErrorManager.WRITE_FAILURE);
    }
  }

  private void roll() throws IOException {
    out.close();
    for (int i = old; i > 0; i--) {
      Path younger = i == 1 ? file : numbered(i - 1);
      if (Files.exists(younger)) {
        Files.move(younger, numbered(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    out = open();
  }

  private Path numbered(int i) {
    return file.resolveSibling(file.getFileName() + "." + i);
  }

  @Override
  public void flush() {
    // every line is written at once
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
      out = OutputStream.nullOutputStream();
    } catch (IOException e) {
      reportError(file.toString(), e, ErrorManager.CLOSE_FAILURE);
    }
  }
}
