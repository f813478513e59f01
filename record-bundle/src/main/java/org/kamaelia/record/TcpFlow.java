package org.kamaelia.record;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Makes the segments that could have carried a connection's bytes, so that a packet analyser can
 * follow it. Each byte's place in its direction is said, as its sequence number tells it: what was
 * not seen is then missing where it should be.
 */
final class TcpFlow {
  private static final int FIN = 1;
  private static final int SYN = 2;
  private static final int RST = 4;
  private static final int PUSH = 8;
  private static final int ACK = 16;

  /** A window of a gigabyte, and so never full: what the real ones were nobody knows. */
  private static final byte WINDOW_SCALE = 14;

  /** Bytes after which the other side acknowledges although it has nothing to say. */
  private static final int UNACKNOWLEDGED = 64 * 1024;

  /** Gets the packets. */
  interface Sink {
    void packet(long time, Direction direction, byte[] packet, String comment) throws IOException;
  }

  /** What one side sends; it is in the direction. */
  private static final class Side {
    final InetSocketAddress address;
    final Direction direction;

    /** What comes next, and what the other side has acknowledged: bytes sent, SYN and FIN not. */
    long next;

    long acknowledged;
    boolean over;

    Side(InetSocketAddress address, Direction direction, long next) {
      this.address = address;
      this.direction = direction;
      this.next = next;
      acknowledged = next;
    }

    /** The first byte has number 1, as SYN has 0; FIN has one too. */
    int sequence() {
      return (int) (1 + next + (over ? 1 : 0));
    }
  }

  private final Side peer;
  private final Side self;
  private final Sink sink;

  /** Noted at the next packet. */
  private String comment = "";

  /**
   * @param received how many bytes the peer has sent before, and {@code sent}, how many were sent
   *     to it
   */
  TcpFlow(InetSocketAddress peer, InetSocketAddress self, long received, long sent, Sink sink) {
    this.peer = new Side(peer, Direction.IN, received);
    this.self = new Side(self, Direction.OUT, sent);
    this.sink = sink;
  }

  /** Says something at the next packet. */
  void comment(String text) {
    comment = comment.isEmpty() ? text : comment + "\n" + text;
  }

  /** The peer connects. */
  void handshake(long time) throws IOException {
    ByteBuffer none = ByteBuffer.allocate(0);
    emit(time, peer, 0, 0, SYN, synOptions(), none);
    emit(time, self, 0, 1, SYN | ACK, synOptions(), none);
    emit(time, peer, 1, 1, ACK, new byte[0], none);
  }

  /**
   * One side has sent something.
   *
   * @param at how many bytes it had sent before
   */
  void data(long time, Direction direction, long at, ByteBuffer data) throws IOException {
    Side from = from(direction);
    Side to = to(direction);
    from.next = at;
    int segment = segment();
    for (int i = data.position(); i < data.limit(); i += segment) {
      int count = Math.min(segment, data.limit() - i);
      int flags = i + count == data.limit() ? PUSH | ACK : ACK;
      emit(time, from, from.sequence(), to.sequence(), flags, new byte[0], data.slice(i, count));
      from.next += count;
    }
    to.acknowledged = to.next;
    if (from.next - from.acknowledged >= UNACKNOWLEDGED) {
      acknowledge(time, from, to);
    }
  }

  /** One side has ended its direction. */
  void end(long time, Direction direction) throws IOException {
    Side from = from(direction);
    Side to = to(direction);
    if (!from.over) {
      send(time, from, to, FIN | ACK);
      from.over = true;
      acknowledge(time, from, to);
    }
  }

  /** One side has reset the connection. */
  void reset(long time, Direction direction) throws IOException {
    send(time, from(direction), to(direction), RST | ACK);
  }

  private void acknowledge(long time, Side from, Side to) throws IOException {
    from.acknowledged = from.next;
    send(time, to, from, ACK);
  }

  private void send(long time, Side from, Side to, int flags) throws IOException {
    emit(time, from, from.sequence(), to.sequence(), flags, new byte[0], ByteBuffer.allocate(0));
  }

  private void emit(
      long time,
      Side from,
      int sequence,
      int acknowledged,
      int flags,
      byte[] options,
      ByteBuffer data)
      throws IOException {
    InetSocketAddress to = from == peer ? self.address : peer.address;
    byte[] packet = IpPackets.tcp(from.address, to, sequence, acknowledged, flags, options, data);
    sink.packet(time, from.direction, packet, comment);
    comment = "";
  }

  /** The most bytes that one carries. */
  private int segment() {
    return IpPackets.MTU
        - IpPackets.tcpOverhead(peer.address.getAddress(), self.address.getAddress());
  }

  private byte[] synOptions() {
    int segment = segment();
    return new byte[] {2, 4, (byte) (segment >> 8), (byte) segment, 1, 3, 3, WINDOW_SCALE};
  }

  private Side from(Direction direction) {
    return direction == Direction.IN ? peer : self;
  }

  private Side to(Direction direction) {
    return direction == Direction.IN ? self : peer;
  }
}
