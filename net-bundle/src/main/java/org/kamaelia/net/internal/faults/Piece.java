package org.kamaelia.net.internal.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.kamaelia.link.Ecn;
import org.kamaelia.link.Packet;

/** A part of a stream, or what happens between two of them; a link takes it for a packet. */
sealed interface Piece extends Packet {
  /** Of a segment: IPv4 and TCP without options. */
  int HEADERS = 40;

  /** Bytes that are still to come out. */
  record Bytes(ByteBuffer left, int length) implements Piece {}

  /** Nothing more comes in this direction. */
  record End() implements Piece {}

  /** The stream is closed by whoever writes it. */
  record Close() implements Piece {}

  /** It is cut by whoever writes it. */
  record Abort() implements Piece {}

  /** There is no connection any more. */
  record Failure(IOException why) implements Piece {}

  /** A fault: this direction stands still. */
  record Stall(long nanos) implements Piece {}

  /** A fault: the stream is cut. */
  record Reset() implements Piece {}

  @Override
  default int length() {
    return HEADERS;
  }

  @Override
  default int flow() {
    return 0;
  }

  @Override
  default Ecn ecn() {
    return Ecn.NOT_ECT;
  }

  @Override
  default Packet marked() {
    return this;
  }

  @Override
  default Packet corrupted(RandomGenerator random) {
    return this;
  }
}
