package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A connection: two directions of bytes. Used on its loop; until it is attached, anywhere.
 *
 * <p>After {@link #close} or {@link #abort} nothing is told any more, and reading and writing throw
 * {@link java.nio.channels.ClosedChannelException}.
 */
@ConsumerType
public interface Stream extends AutoCloseable {
  /** The other side. */
  SocketAddress peer();

  /** This side; of a connection that is being opened, only once it is there. */
  SocketAddress local();

  /**
   * Begins to tell when there is something to read, and when a connection that was being opened is
   * there or has failed. Once.
   */
  void attach(Loop loop, Ready ready) throws IOException;

  /**
   * Whether the connection is there: of an accepted one, always. Asked again after each telling
   * until it is there.
   *
   * @throws IOException why it cannot be opened
   */
  boolean isConnected() throws IOException;

  /** What is told of, from now on. */
  void interest(boolean read, boolean write);

  /** A direct buffer that all streams of the loop share, for use within a turn. */
  ByteBuffer scratch();

  /**
   * Reads what is there.
   *
   * @param most how many bytes at most, 1 or more
   * @return a buffer of the caller's own, from its position to its limit; an empty one, which may
   *     be shared, if there is nothing now; null after the peer's last byte
   * @throws IOException if the connection is no more
   */
  @Nullable ByteBuffer read(int most) throws IOException;

  /**
   * Writes as much as there is room for, and moves the buffer's position past it. What was taken is
   * sent even if the stream is closed next.
   *
   * @return how many bytes
   * @throws IOException if the connection is no more
   */
  int write(ByteBuffer from) throws IOException;

  /** Tells the peer that nothing more will be written (TCP: FIN, after all that was written). */
  void endOutput() throws IOException;

  /**
   * Sets a socket option.
   *
   * @throws IOException if the system refuses the value
   * @throws UnsupportedOperationException if the transport does not support it, with its name
   */
  <T> void option(SocketOption<T> option, T value) throws IOException;

  /** What the system knows of a TCP connection; empty where it does not tell. */
  default Optional<TcpInfo> tcpInfo() {
    return Optional.empty();
  }

  /** Cuts the connection so that the peer cannot take it for a proper end (TCP: RST). */
  void abort();

  /** Closes the connection; without effect the second time. */
  @Override
  void close();
}
