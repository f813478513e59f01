package org.kamaelia.axon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Sends the bytes of a file in chunks, on a thread of its own, as there is room or at a pace. */
public final class ReadFile extends ThreadedComponent<Object, ByteBuffer> {
  private static final int CHUNK = 8192;

  private final Path path;
  private final long bytesPerSecond;

  /** Makes a reader that is as fast as who takes it. A file that cannot be read fails it. */
  public ReadFile(Path path) {
    this(path, Long.MAX_VALUE);
  }

  private ReadFile(Path path, long bytesPerSecond) {
    this.path = path;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * A reader that sends at most so many bytes a second, in at least ten chunks: for media that are
   * played as they come. What was not taken in time comes later, not faster.
   *
   * @param bytesPerSecond at least 1
   */
  public static ReadFile paced(Path path, long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("a pace is at least 1 byte a second: " + bytesPerSecond);
    }
    return new ReadFile(path, bytesPerSecond);
  }

  @Override
  protected void run() throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long due = clock().nanoTime();
      ByteBuffer chunk = ByteBuffer.allocate(chunkSize());
      while (file.read(chunk) >= 0) {
        clock().sleep(Duration.ofNanos(due - clock().nanoTime()));
        int sent = chunk.position();
        outbox.send(chunk.flip());
        due = dueAfter(due, clock().nanoTime(), sent);
        chunk = ByteBuffer.allocate(chunkSize());
      }
    }
  }

  /**
   * When the chunk after one that was due and has gone is due itself. Being a little late is made
   * good; but what a destination that took nothing for a while has missed does not come in a burst.
   */
  long dueAfter(long due, long gone, int bytes) {
    return Math.max(due, gone - nanos(chunkSize())) + nanos(bytes);
  }

  private int chunkSize() {
    return Math.clamp(bytesPerSecond / 10, 1, CHUNK);
  }

  private long nanos(int bytes) {
    return (long) ((double) bytes / bytesPerSecond * 1e9);
  }
}
