package org.kamaelia.link.real;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.Ecn;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Packet;

/** One direction of a connection through a link. One thread reads, another one writes. */
final class TcpStream {
  /** Of a segment: IPv4 and TCP without options. */
  static final int HEADERS = 40;

  private static final int LONGEST = 1500 - HEADERS;
  private static final int AHEAD = 1 << 20;

  private enum End {
    NONE,
    FINISHED,
    RESET
  }

  /** A piece of the stream, or its end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Segment(TcpStream stream, byte[] bytes, End end) implements Packet {
    @Override
    public int length() {
      return HEADERS + bytes.length;
    }

    @Override
    public int flow() {
      return 0; // no queue of flows is put before streams
    }

    @Override
    public Ecn ecn() {
      return Ecn.NOT_ECT;
    }

    @Override
    public Packet marked() {
      return this;
    }

    @Override
    public Packet corrupted(RandomGenerator random) {
      return this;
    }
  }

  private final RealTimeline timeline;
  private final SocketChannel from;
  private final SocketChannel to;
  private final Consumer<Packet> link;
  private final int slice;

  /** Bytes that may still be read before some are written. */
  private final Semaphore room;

  private final LinkedBlockingQueue<Segment> arrived = new LinkedBlockingQueue<>();
  private volatile boolean ended;

  TcpStream(
      RealTimeline timeline,
      SocketChannel from,
      SocketChannel to,
      Consumer<Packet> link,
      LinkSpec spec) {
    this.timeline = timeline;
    this.from = from;
    this.to = to;
    this.link = link;
    slice = Math.min(spec.mtu() - HEADERS, LONGEST);
    long limit = ((DropTail) spec.queue()).bytes();
    room = new Semaphore(limit == Long.MAX_VALUE ? AHEAD : Math.clamp(limit, slice, AHEAD));
  }

  boolean isOf(SocketChannel channel) {
    return from == channel || to == channel;
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Starts both threads.
   *
   * @param whenEnded is called when the end has been written
   */
  void start(Runnable whenEnded) throws IOException {
    to.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Thread.ofVirtual().name("tcp proxy reads").start(this::read);
    Thread.ofVirtual()
        .name("tcp proxy writes")
        .start(
            () -> {
              write();
              ended = true;
              whenEnded.run();
            });
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(slice);
    try {
      while (true) {
        room.acquire(slice);
        int length = from.read(buffer.clear());
        if (length < 0) {
          send(new byte[0], End.FINISHED);
          return;
        }
        room.release(slice - length);
        byte[] bytes = new byte[length];
        buffer.flip().get(bytes);
        send(bytes, End.NONE);
      }
    } catch (IOException e) {
      send(new byte[0], End.RESET);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(byte[] bytes, End end) {
    var segment = new Segment(this, bytes, end);
    timeline.at(timeline.clock(), () -> link.accept(segment));
  }

  /** A segment came out of the link. */
  void arrived(Segment segment) {
    arrived.add(segment);
  }

  private void write() {
    try {
      while (true) {
        Segment segment = arrived.take();
        switch (segment.end) {
          case NONE -> {
            ByteBuffer bytes = ByteBuffer.wrap(segment.bytes);
            while (bytes.hasRemaining()) {
              to.write(bytes);
            }
            room.release(segment.bytes.length);
          }
          case FINISHED -> {
            to.shutdownOutput();
            return;
          }
          case RESET -> {
            reset();
            return;
          }
        }
      }
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Resets the connections of both ends. */
  void reset() {
    reset(from);
    reset(to);
    arrived.add(new Segment(this, new byte[0], End.RESET));
    // who waits for it sees that there is nothing to read
    room.release(AHEAD);
  }

  static void reset(SocketChannel channel) {
    try {
      if (channel.isOpen()) {
        // what is not sent is thrown away, and the peer gets RST: RFC 9293, section 3.6
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      }
    } catch (IOException e) {
      // it is gone
    }
  }

  /** Closes both ends, of which nothing more is to come. */
  void close() {
    try {
      from.close();
      to.close();
    } catch (IOException e) {
      // they are gone
    }
  }
}
