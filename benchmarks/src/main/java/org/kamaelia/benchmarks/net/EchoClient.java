package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Keeps messages under way, and counts those that come back. */
final class EchoClient implements Load.Client {
  /** Bytes of a message. */
  static final int BYTES = 64;

  private final Load load;
  private final Wires wires;
  private final int depth;
  private final boolean once;
  private Wire wire;
  private boolean begun;
  private int pending;

  /** What connections are made of. */
  interface Wires {
    Wire over(SocketChannel channel) throws IOException;
  }

  /**
   * Connects, and begins.
   *
   * @param depth how many messages are under way
   * @param once whether the connection is closed after one message, and another opened
   */
  EchoClient(Load load, Wires wires, int depth, boolean once) throws IOException {
    this.load = load;
    this.wires = wires;
    this.depth = depth;
    this.once = once;
    open();
  }

  private void open() throws IOException {
    begun = false;
    SocketChannel channel = load.connect();
    wire = wires.over(channel);
    load.watch(channel, SelectionKey.OP_READ, this);
    begin();
  }

  private boolean begin() throws IOException {
    if (!begun && wire.begin()) {
      begun = true;
      send(depth);
      return true;
    }
    return begun;
  }

  private void send(int messages) throws IOException {
    ByteBuffer buffer = load.buffer.clear();
    wire.write(buffer.limit(messages * BYTES));
  }

  @Override
  public void ready() throws IOException {
    if (!begun && !begin()) {
      return;
    }
    int count = wire.read(load.buffer.clear());
    if (count < 0) {
      throw new IOException("the server closed a connection");
    }
    pending += count;
    int messages = pending / BYTES;
    pending -= messages * BYTES;
    load.done += messages;
    if (messages > 0) {
      if (once) {
        wire.close();
        open();
      } else {
        send(messages);
      }
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
