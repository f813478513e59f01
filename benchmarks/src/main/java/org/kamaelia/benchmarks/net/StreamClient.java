package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Sends as fast as it can, 64 KiB at a time, and counts what has come back, or what was taken. */
final class StreamClient implements Load.Client {
  private final Load load;
  private final boolean echoes;
  private final SocketChannel channel;

  /** Connects, and begins. */
  StreamClient(Load load, boolean echoes) throws IOException {
    this.load = load;
    this.echoes = echoes;
    channel = load.connect();
    load.watch(channel, SelectionKey.OP_WRITE | (echoes ? SelectionKey.OP_READ : 0), this);
  }

  @Override
  public void ready() throws IOException {
    int written = channel.write(load.buffer.clear());
    if (!echoes) {
      load.done += written;
      return;
    }
    int read = channel.read(load.buffer.clear());
    if (read < 0) {
      throw new IOException("the server closed a connection");
    }
    load.done += read;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
