package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.kamaelia.net.transport.FileTransfer;

/** A file of which the kernel itself sends parts, without a copy: sendfile(2). */
final class LinuxFile implements FileTransfer {
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;

  private final LinuxStream stream;
  private final Descriptor file;

  LinuxFile(LinuxStream stream, Path path) throws IOException {
    this.stream = stream;
    Calls calls = stream.calls();
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path.toString(), Sockaddr.PATHS).address();
      file = new Descriptor(Errno.check(calls.open(name, O_NONBLOCK | O_CLOEXEC), calls));
    }
  }

  @Override
  public int send(long position, int most) throws IOException {
    return stream.send(file, position, most);
  }

  @Override
  public void close() {
    file.close(stream.calls());
  }
}
