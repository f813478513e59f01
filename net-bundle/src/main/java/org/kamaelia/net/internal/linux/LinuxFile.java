package org.kamaelia.net.internal.linux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.transport.FileTransfer;

/** A file of which the kernel itself sends parts, without a copy. */
final class LinuxFile implements FileTransfer {
  /** From how many bytes on a pipe is filled: below this two calls cost more than one. */
  private static final int LONG = 256 * 1024;

  private final LinuxStream stream;
  private final OpenFiles files;
  private final OpenFiles.OpenFile file;

  /** What is in it comes from {@link #piped} on; null if nothing is on its way. */
  private @Nullable FilePipe pipe;

  private long piped;
  private boolean closed;

  LinuxFile(LinuxStream stream, OpenFiles files, FileRegion region) throws IOException {
    this.stream = stream;
    this.files = files;
    file = files.open(region);
  }

  @Override
  public int send(long position, int most) throws IOException {
    return stream.send(this, position, most);
  }

  /** As {@link #send}, for the stream, which may be written to. */
  int sendTo(Socket socket, long position, int most, LinuxPoller mine) throws IOException {
    if (pipe != null && piped != position) {
      givePipeBack();
    }
    if (pipe == null && most >= LONG) {
      pipe = files.takePipe();
    }
    if (pipe == null) {
      return socket.sendFile(file.descriptor, mine.offset(position), most, mine.calls);
    }
    if (pipe.isEmpty()
        && pipe.fill(file.descriptor, mine.offset(position), most, mine.calls) == 0) {
      givePipeBack();
      return -1;
    }
    int count = pipe.drain(socket, most, mine.calls);
    piped = position + count;
    if (pipe.isEmpty()) {
      givePipeBack();
    }
    return count;
  }

  private void givePipeBack() {
    if (pipe != null) {
      files.giveBack(pipe);
      pipe = null;
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      givePipeBack();
      file.giveBack();
    }
  }
}
