package org.kamaelia.net;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** What a {@link Tap} hears, in the order in which it happens. */
public sealed interface Tapped {

  /** Which connection it is about: the same object for all that is heard of it. */
  Connection connection();

  /** When, in nanoseconds since 1970-01-01T00:00Z by the loop's clock. */
  long time();

  /**
   * The first that is heard of a connection.
   *
   * @param info the connection as it is
   * @param datagrams whether it carries datagrams, each of which has {@link Passed}; else it is a
   *     stream
   * @param fromTheBeginning whether nothing has come or gone before
   */
  record Began(
      Connection connection,
      long time,
      ConnectionInfo info,
      boolean datagrams,
      boolean fromTheBeginning)
      implements Tapped {}

  /**
   * The peer has sent bytes of a stream. Of TLS, the clear text.
   *
   * @param at how many bytes had come before
   * @param bytes from position to limit; they may only be read, and only during the call
   */
  record Received(Connection connection, long time, long at, ByteBuffer bytes) implements Tapped {}

  /**
   * Bytes of a stream were sent to the peer: the system has them, or TLS.
   *
   * @param at how many bytes had gone before
   * @param bytes as {@link Received#bytes}
   */
  record Sent(Connection connection, long time, long at, ByteBuffer bytes) implements Tapped {}

  /**
   * A datagram has come, or was given to the system to be sent.
   *
   * @param received whether it has come
   * @param peer from whom or to whom: the connection's peer, or one of those of a socket
   * @param bytes as {@link Received#bytes}
   */
  record Passed(
      Connection connection, long time, boolean received, SocketAddress peer, ByteBuffer bytes)
      implements Tapped {}

  /** The peer has ended its direction. */
  record InputEnded(Connection connection, long time) implements Tapped {}

  /** This side's direction was ended. */
  record OutputEnded(Connection connection, long time) implements Tapped {}

  /**
   * The last that is heard of a connection.
   *
   * @param how in order or not
   */
  record Ended(Connection connection, long time, How how) implements Tapped {}

  /** How a connection ends. */
  enum How {
    /** It was closed. */
    IN_ORDER,
    /** The connection is broken, as the peer resets it. */
    BROKEN,
    /** It was reset by this side. */
    CUT
  }
}
