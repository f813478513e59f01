package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.FileRegion;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A connection: two directions of bytes. Used on its loop; until it is attached, anywhere, but then
 * it can only be asked for its addresses, given options, and closed.
 *
 * <p>What is told of at first is what can be read; before a connection that is being opened is
 * there, reading, writing and the rest that needs a connection throw {@link IllegalStateException}.
 *
 * <p>After {@link #close} or {@link #abort} nothing is told any more, and reading and writing throw
 * {@link java.nio.channels.ClosedChannelException}.
 */
@ConsumerType
public interface Stream extends AutoCloseable {
  /** The other side; a Unix-domain socket without a path has an empty one. Any thread. */
  SocketAddress peer();

  /**
   * This side. Any thread.
   *
   * @throws IllegalStateException if the connection is being opened and not there yet
   */
  SocketAddress local();

  /**
   * Begins to tell when there is something to read, and when a connection that was being opened is
   * there or has failed. Once.
   */
  void attach(Loop loop, Ready ready) throws IOException;

  /**
   * Whether the connection is there: of an accepted one, always. Asked once it is attached, as it
   * may be there by then and nothing be told, and again after each telling until it is there.
   *
   * @throws IOException why it cannot be opened
   */
  boolean isConnected() throws IOException;

  /** What is told of, from now on. Without effect on a closed stream. */
  void interest(boolean read, boolean write);

  /**
   * A direct buffer that all streams of the loop share, for use within a turn: until anything is
   * read or the turn ends. Of 16 KiB or more.
   */
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
   * Whether nothing has come that was not read. After a read that found nothing, and not while
   * something is told. If not, what has come is told of, or will be when it can be read.
   *
   * @throws IOException if the connection is no more
   */
  default boolean isDrained() throws IOException {
    return true; // a read has looked
  }

  /**
   * Writes as much as there is room for, and moves the buffer's position past it. What was taken is
   * sent even if the stream is closed next, unless the peer has sent what was not read: then TCP
   * resets the connection.
   *
   * @return how many bytes
   * @throws IOException if the connection is no more
   */
  int write(ByteBuffer from) throws IOException;

  /**
   * As {@link #write}, of what more follows in the same turn: the system may keep it for that, so
   * that both go in one segment. If nothing follows it is sent as well, a moment later.
   *
   * @return how many bytes
   * @throws IOException if the connection is no more
   */
  default int writeAhead(ByteBuffer from) throws IOException {
    return write(from);
  }

  /**
   * As {@link #write}, of a message that others may have as well, and that nobody changes any more:
   * what was taken is read from the message itself until it is sent, not copied. Neither position
   * nor limit is looked at or moved.
   *
   * @param message whose memory stays where it is for as long as the message does
   * @param at the index of the first byte
   * @param count how many bytes, 1 or more
   * @return how many bytes
   * @throws IOException if the connection is no more
   */
  default int writeShared(ByteBuffer message, int at, int count) throws IOException {
    return write(message.duplicate().limit(at + count).position(at));
  }

  /**
   * Opens a region's file, to send parts of it here. On the loop, on a connection that is there. It
   * stays open until it is closed itself.
   *
   * @throws IOException if the file is not there any more, is another one, or may not be read
   */
  default FileTransfer file(FileRegion region) throws IOException {
    return new CopiedFile(this, region);
  }

  /**
   * Tells the peer that nothing more will be written (TCP: FIN, after all that was written).
   * Reading goes on. Without effect the second time.
   *
   * @throws IOException if the connection is no more
   */
  void endOutput() throws IOException;

  /**
   * Sets a socket option.
   *
   * @throws IOException if the value is refused
   * @throws UnsupportedOperationException if the transport does not support it, with its name
   */
  <T> void option(SocketOption<T> option, T value) throws IOException;

  /** What the system knows of a TCP connection; empty where it does not tell. */
  default Optional<TcpInfo> tcpInfo() {
    return Optional.empty();
  }

  /**
   * Cuts the connection so that the peer cannot take it for a proper end (TCP: RST). Unix-domain
   * sockets have no such thing, and their peer may see the end. Without effect on a closed stream.
   */
  void abort();

  /** Closes the connection; without effect the second time. */
  @Override
  void close();
}
