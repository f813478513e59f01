package org.kamaelia.record;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** A peer in real time, that says what another one has said. Its caller's thread. */
final class LiveReplay {
  /** How long it waits for an answer that is due. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long it looks at the end whether more comes than is due. */
  private static final Duration LAST_LOOK = Duration.ofMillis(200);

  private final Dialogue dialogue;
  private final InetSocketAddress address;
  private final double speed;
  private final Replay.Answer answer;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
  private boolean over;
  private long sent;

  LiveReplay(Dialogue dialogue, InetSocketAddress address, double speed) {
    this.dialogue = dialogue;
    this.address = address;
    this.speed = speed;
    answer = new Replay.Answer(dialogue.sent(Direction.OUT));
  }

  Replayed run() throws IOException {
    return dialogue.datagrams() ? talk(datagrams()) : talk(SocketChannel.open(address));
  }

  private DatagramChannel datagrams() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.connect(address);
    return channel;
  }

  private <C extends AbstractSelectableChannel & ByteChannel> Replayed talk(C open)
      throws IOException {
    long began = System.nanoTime();
    try (C channel = open;
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      long first = dialogue.parts().isEmpty() ? 0 : dialogue.parts().getFirst().time();
      for (Dialogue.Part part : dialogue.parts()) {
        if (part.direction() != Direction.IN) {
          answer.due(part.bytes().length);
          continue;
        }
        awaitDue(channel, selector);
        readUntil(channel, selector, began + (long) ((part.time() - first) / speed), false);
        act(channel, selector, key, part);
      }
      awaitDue(channel, selector);
      readUntil(channel, selector, System.nanoTime() + LAST_LOOK.toNanos(), false);
    }
    return new Replayed(
        sent, answer.size(), Duration.ofNanos(System.nanoTime() - began), answer.difference(true));
  }

  private void awaitDue(ByteChannel channel, Selector selector) throws IOException {
    readUntil(channel, selector, System.nanoTime() + PATIENCE.toNanos(), true);
  }

  /**
   * Reads up to a time, or until nothing more can come.
   *
   * @param enough whether it ends as soon as all has come that is due
   */
  private void readUntil(ByteChannel channel, Selector selector, long until, boolean enough)
      throws IOException {
    while (!over && !(enough && answer.size() >= answer.due())) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        return;
      }
      selector.select(Math.max(1, left / 1_000_000));
      selector.selectedKeys().clear();
      read(channel);
    }
    long left = enough ? 0 : until - System.nanoTime();
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }

  private void read(ByteChannel channel) throws IOException {
    try {
      int count = channel.read(buffer.clear());
      over = count < 0;
      if (count > 0) {
        answer.came(Arrays.copyOf(buffer.array(), count));
      }
    } catch (SocketException e) {
      // It was reset: there is no more.
      over = true;
    }
  }

  private void act(ByteChannel channel, Selector selector, SelectionKey key, Dialogue.Part part)
      throws IOException {
    if (over && !dialogue.datagrams()) {
      return;
    }
    if (part.what() == Dialogue.What.SEND) {
      send(channel, selector, key, ByteBuffer.wrap(part.bytes()));
    } else if (channel instanceof SocketChannel socket) {
      if (part.what() == Dialogue.What.END) {
        socket.shutdownOutput();
      } else {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
        over = true;
      }
    }
  }

  /** Who does not read while the other side waits to be read makes both wait for ever. */
  private void send(ByteChannel channel, Selector selector, SelectionKey key, ByteBuffer bytes)
      throws IOException {
    try {
      sent += channel.write(bytes);
      while (bytes.hasRemaining() && !over) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        if (selector.select(PATIENCE.toMillis()) == 0) {
          throw new SocketTimeoutException(
              "what is sent is not taken for %d s".formatted(PATIENCE.toSeconds()));
        }
        selector.selectedKeys().clear();
        key.interestOps(SelectionKey.OP_READ);
        read(channel);
        sent += channel.write(bytes);
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // It was reset: what was answered tells.
      over = true;
    }
  }
}
