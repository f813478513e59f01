package org.kamaelia.protocol.http;

import java.io.IOException;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Connection;

/**
 * An access log in the combined format, as other servers write it. A thread of its own writes, so
 * that no connection waits for a disk; what is too much for that is counted, and said once it fits
 * again. When the file is renamed, as logrotate does, the next line begins another.
 */
final class FileLog implements AccessLog, AutoCloseable {
  private static final Logger LOG = System.getLogger("org.kamaelia.protocol.http");

  /** Answers that may wait to be written. */
  private static final int WAITING = 8192;

  /** Of what a client says, so much is kept until it is written. */
  private static final int SAID = 1024;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** A line, not made yet. */
  private record Answered(
      SocketAddress peer,
      Instant when,
      String request,
      int status,
      long bytes,
      String referer,
      String agent) {}

  private final Path path;
  private final BlockingQueue<Answered> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private @Nullable Writer writer;

  /** What the system knows the open file by. */
  private @Nullable Object key;

  private FileLog(Path path) {
    this.path = path;
    thread = Thread.ofPlatform().daemon().name("kamaelia-http-log").unstarted(this::write);
  }

  /**
   * Opens a log, after what is in the file.
   *
   * @throws IOException if that cannot be
   */
  static FileLog open(Path path) throws IOException {
    FileLog log = new FileLog(path);
    log.open();
    log.thread.start();
    return log;
  }

  Path path() {
    return path;
  }

  @Override
  public void answered(
      Connection connection, @Nullable Head head, int status, long bytes, Instant when) {
    String request =
        head == null
            ? "-"
            : "%s %s HTTP/1.%d".formatted(head.method(), cut(head.target()), head.minor());
    String referer = field(head, "referer");
    String agent = field(head, "user-agent");
    if (!waiting.offer(
        new Answered(connection.peer(), when, request, status, bytes, referer, agent))) {
      lost.incrementAndGet();
    }
  }

  /** Writes what is left, and ends. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    List<Answered> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(waiting.take());
        waiting.drainTo(batch);
        write(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      waiting.drainTo(batch);
      write(batch);
    } finally {
      closeFile();
    }
  }

  private void write(List<Answered> batch) {
    try {
      if (writer == null || isRenamed()) {
        closeFile();
        open();
      }
      Writer open = Objects.requireNonNull(writer);
      for (Answered answered : batch) {
        open.append(line(answered)).append('\n');
      }
      open.flush();
      long gone = lost.getAndSet(0);
      if (gone > 0) {
        LOG.log(Level.WARNING, "{0} answers are missing in {1}: they came too fast", gone, path);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot write " + path + ": " + e);
      closeFile();
    }
  }

  private void open() throws IOException {
    writer =
        Files.newBufferedWriter(
            path,
            StandardCharsets.ISO_8859_1,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND);
    key = keyNow();
  }

  private boolean isRenamed() throws IOException {
    try {
      return !Objects.equals(key, keyNow());
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private @Nullable Object keyNow() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private void closeFile() {
    Writer open = writer;
    writer = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "cannot write " + path + ": " + e);
      }
    }
  }

  /** A line of the combined format. */
  private static String line(Answered answered) {
    StringBuilder line = new StringBuilder(200);
    line.append(host(answered.peer())).append(" - - [");
    TIME.formatTo(answered.when(), line);
    line.append("] \"");
    escape(answered.request(), line);
    line.append("\" ").append(answered.status()).append(' ');
    line.append(answered.bytes() == 0 ? "-" : Long.toString(answered.bytes()));
    line.append(" \"");
    escape(answered.referer(), line);
    line.append("\" \"");
    escape(answered.agent(), line);
    return line.append('"').toString();
  }

  private static String host(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : "unix";
  }

  private static String field(@Nullable Head head, String name) {
    return head == null ? "-" : head.value(name).map(FileLog::cut).orElse("-");
  }

  private static String cut(String text) {
    return text.length() > SAID ? text.substring(0, SAID) : text;
  }

  /** What a client says must not look like anything else of the log. */
  private static void escape(String text, StringBuilder line) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        line.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        line.append("\\x%02x".formatted((int) c));
      } else {
        line.append(c);
      }
    }
  }
}
