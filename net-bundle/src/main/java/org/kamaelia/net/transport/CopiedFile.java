package org.kamaelia.net.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.kamaelia.net.FileRegion;

/** A file that is read into the scratch buffer and written from there. */
final class CopiedFile implements FileTransfer {
  private final Stream stream;
  private final FileChannel file;

  CopiedFile(Stream stream, FileRegion region) throws IOException {
    this.stream = stream;
    file = region.open();
  }

  @Override
  public int send(long position, int most) throws IOException {
    ByteBuffer out = stream.scratch().clear();
    int count = file.read(out.limit(Math.min(most, out.capacity())), position);
    return count < 0 ? count : stream.write(out.flip());
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
