package org.kamaelia.axon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Writes the bytes that come to a file, on a thread of its own. When it has ended, they are with
 * the operating system.
 */
public final class WriteFile extends ThreadedComponent<ByteBuffer, Object> {
  private final Path path;
  private final Set<OpenOption> options;

  private WriteFile(Path path, OpenOption way) {
    this.path = path;
    options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, way);
  }

  /** A writer of a new file, in place of one that is there. */
  public static WriteFile anew(Path path) {
    return new WriteFile(path, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** A writer that goes on at the end of the file, if it is there. */
  public static WriteFile append(Path path) {
    return new WriteFile(path, StandardOpenOption.APPEND);
  }

  @Override
  protected void run() throws IOException {
    try (FileChannel file = FileChannel.open(path, options)) {
      for (ByteBuffer bytes : inbox) {
        ByteBuffer left = bytes.duplicate(); // others may have got the same
        while (left.hasRemaining()) {
          file.write(left);
        }
      }
    }
  }
}
