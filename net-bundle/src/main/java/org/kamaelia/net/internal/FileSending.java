package org.kamaelia.net.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.transport.FileTransfer;
import org.kamaelia.net.transport.Stream;

/**
 * A part of a file that is being sent. If it is not there the peer has been promised what does not
 * exist: that is a failure of ours, and told as such.
 */
final class FileSending {
  /** The most in a turn: while it is read from a disk, everybody on the loop waits. */
  private static final int PIECE = 1024 * 1024;

  private final FileRegion region;
  private final FileTransfer file;
  private long done;

  /** Opens the file. */
  FileSending(FileRegion region, Stream stream) {
    this.region = region;
    try {
      file = stream.file(region);
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()));
    }
  }

  private UncheckedIOException failed(String why) {
    return new UncheckedIOException(new IOException("cannot send " + region + ": " + why));
  }

  /** Sends some, and closes the file after the last byte; 0 if there is no room. */
  int send(int most) throws IOException {
    long left = region.count() - done;
    int count = file.send(region.position() + done, (int) Math.min(left, Math.min(most, PIECE)));
    if (count < 0) {
      throw failed("it ends %d bytes early".formatted(left));
    }
    done += count;
    if (isOver()) {
      close();
    }
    return count;
  }

  /**
   * The last bytes that were sent, for those who watch: the system has sent them without showing
   * them to anybody. Those that cannot be read any more are zeros.
   */
  ByteBuffer sent(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    try (FileChannel again = FileChannel.open(region.path())) {
      long at = region.position() + done - count;
      while (bytes.hasRemaining() && again.read(bytes, at + bytes.position()) > 0) {}
    } catch (IOException e) {
      // The file was replaced, or taken away.
    }
    return bytes.clear();
  }

  boolean isOver() {
    return done == region.count();
  }

  void close() {
    file.close();
  }
}
