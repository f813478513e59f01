package org.kamaelia.net.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.transport.FileTransfer;

/** A file that the JDK has the system send, where it can. */
final class NioFile implements FileTransfer {
  private final SocketChannel channel;
  private final FileChannel file;

  NioFile(SocketChannel channel, FileRegion region) throws IOException {
    this.channel = channel;
    file = region.open();
  }

  @Override
  public int send(long position, int most) throws IOException {
    int count = (int) file.transferTo(position, most, channel);
    return count == 0 && position >= file.size() ? -1 : count;
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
