package org.kamaelia.benchmarks.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** What clients ask of a server, all of them in one thread, and how much of it has been done. */
final class Load implements Closeable {
  private final Selector selector = Selector.open();
  private final InetSocketAddress server;

  /** For whoever has its turn. */
  final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  /** Operations, or bytes. */
  long done;

  Load(int port) throws IOException {
    server = new InetSocketAddress("127.0.0.1", port);
  }

  /** One connection. */
  interface Client extends Closeable {
    /** It can read or write. */
    void ready() throws IOException;
  }

  /** Opens a connection. */
  SocketChannel connect() throws IOException {
    var channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return channel;
  }

  /** Tells the client when its channel is ready. */
  void watch(SocketChannel channel, int operations, Client client) throws IOException {
    channel.register(selector, operations, client);
  }

  /** Goes on for some time. */
  void pump(Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    try {
      while (System.nanoTime() < end) {
        selector.select(Load::ready, 100);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void ready(SelectionKey key) {
    try {
      ((Client) key.attachment()).ready();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      try {
        if (key.isValid()) {
          ((Client) key.attachment()).close();
        }
      } catch (IOException e) {
        // In the middle of something: the channel is closed all the same.
      }
    }
    selector.close();
  }
}
