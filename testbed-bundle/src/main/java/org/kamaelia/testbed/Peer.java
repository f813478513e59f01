package org.kamaelia.testbed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.Buffers;
import org.kamaelia.net.Connection;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.ProtocolFactory;

/**
 * The device beside the protocol, as a server's connection is, with a test in the place of the
 * network. Its limits are the server's. The test runs on the thread that steps the loop, so it may
 * call this between turns.
 */
final class Peer extends Device<ByteBuffer, ByteBuffer> {
  private static final Buffers BUFFERS = Buffers.standard();

  /** The size of the largest message to a protocol. */
  static final int READ = BUFFERS.read();

  /** Bytes on the way to a peer that reads: what a socket's buffers would hold. */
  private static final int WINDOW = 64 * 1024;

  /** How long what is left of a conversation that is over may take to finish. */
  static final Duration FINISH = Duration.ofSeconds(10);

  private final ProtocolFactory factory;
  private final Connection connection;
  private final Group group;
  private final TimeLine line;

  private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
  private final Deque<ByteBuffer> received = new ArrayDeque<>();
  private long receivedBytes;
  private @Nullable Component<ByteBuffer, ByteBuffer> protocol;

  /** The peer says nothing more. */
  private boolean ending;

  /** What the peer says is thrown away. */
  private boolean deaf;

  private boolean reading = true;

  /** The conversation has ended, in order or by a reset. */
  private boolean over;

  Peer(ProtocolFactory factory, Connection connection, Group group, TimeLine line) {
    this.factory = factory;
    this.connection = connection;
    this.group = group;
    this.line = line;
  }

  // For the test, between turns.

  void send(byte[] bytes) {
    for (int at = 0; state() == State.ACTIVE && at < bytes.length; at += READ) {
      int length = Math.min(READ, bytes.length - at);
      // A buffer of its own: the protocol may keep it.
      unsent.add(ByteBuffer.allocate(length).put(bytes, at, length).flip());
    }
    wakeUp();
  }

  /** Half close. */
  void endSide() {
    ending = true;
    wakeUp();
  }

  void reading(boolean nowReading) {
    reading = nowReading;
    wakeUp();
  }

  /** There is no connection any more: the protocol gets what came, then the end. */
  void reset() {
    ending = true;
    received.clear();
    receivedBytes = 0;
    if (state() == State.ACTIVE) {
      over = true;
      group.shutdown(FINISH, "the peer reset the connection");
      end();
    }
  }

  /** Whether the peer has ended its side, or reset the connection. */
  boolean saysNoMore() {
    return ending;
  }

  /** Whether the protocol has not taken all that was sent, though it may. */
  boolean hasUnsent() {
    return !unsent.isEmpty();
  }

  /** Whether the conversation has ended, in order or by a reset, and not by force. */
  boolean isOver() {
    return over;
  }

  /** Takes up to so many of the bytes that have come. */
  byte[] take(int atMost) {
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    while (taken.size() < atMost && !received.isEmpty()) {
      ByteBuffer head = received.element();
      byte[] part = new byte[Math.min(head.remaining(), atMost - taken.size())];
      head.get(part);
      taken.writeBytes(part);
      if (!head.hasRemaining()) {
        received.remove();
      }
    }
    receivedBytes -= taken.size();
    wakeUp();
    return taken.toByteArray();
  }

  /** How many bytes have come that the test has not taken. */
  long waiting() {
    return receivedBytes;
  }

  /**
   * As {@link #waiting}, with all that the protocol has got rid of, whether the peer reads or not.
   */
  long unread() {
    receive(Long.MAX_VALUE);
    return receivedBytes;
  }

  /** Whether the protocol has ended and that is still to be seen to; a turn comes then. */
  boolean lookAfterProtocol() {
    boolean news = state() == State.ACTIVE && protocolIsOver();
    if (news) {
      wake();
    }
    return news;
  }

  // On the loop.

  @Override
  protected void turn() {
    if (protocol == null) {
      open();
      return;
    }
    deliver();
    if (reading) {
      receive(WINDOW);
    }
    if (protocolIsOver()) {
      over = true;
      group.shutdown(FINISH, "the connection is closed");
      end();
    }
  }

  @Override
  protected void finishing(Signal.Shutdown shutdown) {
    if (!over && protocol != null && !protocol.isAttentive()) {
      deaf = true;
      outbox.end();
    }
  }

  @Override
  protected void released() {
    if (!over) {
      line.add("server", "stops it: the peer sees a reset");
    }
  }

  private void open() {
    Component<ByteBuffer, ByteBuffer> made = factory.create(connection);
    made.inbox().limit(Math.min(made.inbox().limit(), BUFFERS.incoming()));
    inbox.limit(Buffers.OUTGOING);
    outbox.linkTo(made.inbox());
    made.outbox().linkTo(inbox);
    protocol = activate(made);
    wake();
  }

  private void deliver() {
    try {
      while (!deaf && !unsent.isEmpty() && hasRoom(outbox)) {
        outbox.send(unsent.remove());
      }
    } catch (EndOfStream nobodyReads) {
      deaf = true;
    }
    if (deaf) {
      unsent.clear();
    }
    if (ending && unsent.isEmpty()) {
      outbox.end();
    }
  }

  private void receive(long window) {
    while (receivedBytes < window) {
      ByteBuffer message = inbox.poll().orElse(null);
      if (message == null) {
        return;
      }
      byte[] bytes = FileRegion.in(message).map(Peer::read).orElseGet(() -> copy(message));
      if (bytes.length > 0) {
        line.add("protocol -> peer", bytes);
        received.add(ByteBuffer.wrap(bytes));
        receivedBytes += bytes.length;
      }
    }
  }

  /** A copy: the protocol must not change what it has sent, but others may have it as well. */
  private static byte[] copy(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(message.position(), bytes);
    return bytes;
  }

  private static byte[] read(FileRegion region) {
    try (var file = FileChannel.open(region.path())) {
      region.check();
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(region.count()));
      while (bytes.hasRemaining()) {
        if (file.read(bytes, region.position() + bytes.position()) < 0) {
          throw new IOException("it ends %d bytes early".formatted(bytes.remaining()));
        }
      }
      return bytes.array();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send " + region, e);
    }
  }

  private boolean protocolIsOver() {
    return protocol != null
        && (protocol.state() == State.ENDED || protocol.state() == State.FAILED)
        && inbox.atEnd();
  }

  private void wakeUp() {
    if (state() == State.ACTIVE) {
      wake();
    }
  }
}
