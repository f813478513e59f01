package org.kamaelia.benchmarks.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection to a server as the load sees it, plain or with TLS. Never blocks. */
interface Wire extends Closeable {
  /** Goes on with what precedes the first byte; true when that is over. */
  boolean begin() throws IOException;

  /** Reads into the cleared buffer, as its {@link SocketChannel} would. */
  int read(ByteBuffer into) throws IOException;

  /** Writes it all: it is little enough that there is room. */
  void write(ByteBuffer from) throws IOException;

  /** A plain one. */
  static Wire plain(SocketChannel channel) {
    return new Wire() {
      @Override
      public boolean begin() {
        return true;
      }

      @Override
      public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
      }

      @Override
      public void write(ByteBuffer from) throws IOException {
        writeAll(channel, from);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /** Writes it all to a channel. */
  static void writeAll(SocketChannel channel, ByteBuffer from) throws IOException {
    channel.write(from);
    if (from.hasRemaining()) {
      throw new IOException("the server does not read");
    }
  }
}
