package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A selector loop and nothing else: what Java itself costs. */
final class RawNioServer {
  private final ServerSocketChannel listener;
  private final Selector selector;
  private final boolean sink;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

  private RawNioServer(boolean sink) throws IOException {
    this.sink = sink;
    listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 4096);
    listener.configureBlocking(false);
    selector = Selector.open();
    listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  static int start(Task task) throws IOException {
    var server = new RawNioServer(task == Task.SINK);
    Thread.ofPlatform().name("raw").start(server::serve);
    return ((InetSocketAddress) server.listener.getLocalAddress()).getPort();
  }

  private void serve() {
    try {
      while (true) {
        selector.select(this::ready);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        accept();
      } else if (key.isWritable()) {
        rest(key);
      } else {
        read(key);
      }
    } catch (IOException e) {
      key.cancel();
    }
  }

  private void accept() throws IOException {
    for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, SelectionKey.OP_READ);
    }
  }

  private void read(SelectionKey key) throws IOException {
    var channel = (SocketChannel) key.channel();
    if (channel.read(buffer.clear()) < 0) {
      channel.close();
      return;
    }
    if (!sink) {
      channel.write(buffer.flip());
      if (buffer.hasRemaining()) {
        key.attach(ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip());
        key.interestOps(SelectionKey.OP_WRITE);
      }
    }
  }

  private static void rest(SelectionKey key) throws IOException {
    ByteBuffer rest = (ByteBuffer) key.attachment();
    ((SocketChannel) key.channel()).write(rest);
    if (!rest.hasRemaining()) {
      key.attach(null);
      key.interestOps(SelectionKey.OP_READ);
    }
  }
}
