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
   * played as they come.
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
    int size = Math.clamp(bytesPerSecond / 10, 1, CHUNK);
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long start = clock().nanoTime();
      long sent = 0;
      ByteBuffer chunk = ByteBuffer.allocate(size);
      while (file.read(chunk) >= 0) {
        clock().sleep(Duration.ofNanos(start + due(sent) - clock().nanoTime()));
        sent += chunk.position();
        outbox.send(chunk.flip());
        chunk = ByteBuffer.allocate(size);
      }
    }
  }

  /** When, in nanoseconds from the start, the byte of that number goes. */
  private long due(long number) {
    return (long) ((double) number / bytesPerSecond * 1e9);
  }
}
