package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.internal.Uninitialized;
import org.kamaelia.net.transport.FileTransfer;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.TcpInfo;

/** What the streams of both transports have in common. */
abstract class LinuxStream implements Stream {
  static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /**
   * Of a stream whose last read was of as many bytes, the next is made into an array, as most of
   * that will be needed; others are copied into one of their length.
   */
  private static final int LARGE = LinuxPoller.SCRATCH / 2;

  final Socket socket;
  private final Supplier<Calls> unattached;
  private final SocketAddress peer;

  /** Kept, as it must be known after the socket is closed; null while it is not connected. */
  private volatile @Nullable SocketAddress local;

  /** How many bytes the last read has found. */
  private int lastRead;

  /**
   * @param local null if it is not connected yet
   * @param unattached makes the layer of calls until the stream has a loop
   */
  LinuxStream(
      Socket socket,
      SocketAddress peer,
      @Nullable SocketAddress local,
      Supplier<Calls> unattached) {
    this.socket = socket;
    this.peer = peer;
    this.local = local;
    this.unattached = unattached;
  }

  static IllegalStateException unattached() {
    return new IllegalStateException("not attached to a loop yet");
  }

  /** Reads what has come, as {@link Stream#read} does. */
  final @Nullable ByteBuffer receive(int most, LinuxPoller mine) throws IOException {
    int room = Math.min(most, LinuxPoller.SCRATCH);
    byte[] bytes = lastRead < LARGE || room < LARGE ? null : Uninitialized.bytes(room);
    int count =
        bytes == null
            ? socket.receive(mine.scratchAddress, room, mine.calls)
            : socket.receive(bytes, mine.calls);
    lastRead = count;
    if (count <= 0) {
      return count == 0 ? null : NONE;
    }
    if (bytes == null) {
      return mine.copyOfScratch(count);
    }
    if (count < LARGE) {
      return ByteBuffer.wrap(Arrays.copyOf(bytes, count));
    }
    Arrays.fill(bytes, count, room, (byte) 0); // what others had there is nobody's business
    return ByteBuffer.wrap(bytes, 0, count).slice();
  }

  /** Sends from a message's array; it has one. */
  final int send(ByteBuffer message, int at, int count, LinuxPoller mine) throws IOException {
    return socket.send(message.array(), message.arrayOffset() + at, count, mine.calls);
  }

  /** As {@link FileTransfer#send}, if it may be written to. */
  abstract int send(LinuxFile file, long position, int most) throws IOException;

  @Override
  public final FileTransfer file(FileRegion region) throws IOException {
    LinuxPoller poller = poller();
    if (poller == null) {
      throw unattached();
    }
    return new LinuxFile(this, poller.files, region);
  }

  /** The poller of its loop; null until it is attached. */
  abstract @Nullable LinuxPoller poller();

  /** Called once, on the loop, when the connection is there. */
  abstract void connected();

  final Calls calls() {
    LinuxPoller poller = poller();
    return poller == null ? unattached.get() : poller.calls;
  }

  @Override
  public final SocketAddress peer() {
    return peer;
  }

  @Override
  public final SocketAddress local() {
    requireOpened();
    return Objects.requireNonNull(local);
  }

  /** What needs a connection is asked for when there is one. */
  final void requireOpened() {
    if (isOpening()) {
      throw new IllegalStateException("not connected to " + peer + " yet");
    }
  }

  final boolean isOpening() {
    return local == null;
  }

  @Override
  public final boolean isConnected() throws IOException {
    if (!isOpening()) {
      return true;
    }
    Calls calls = calls();
    if (!socket.isConnected(calls)) {
      return false;
    }
    local = socket.local(calls);
    if (poller() != null) {
      connected();
    }
    return true;
  }

  @Override
  public final ByteBuffer scratch() {
    LinuxPoller poller = poller();
    if (poller == null) {
      throw unattached();
    }
    return poller.scratch;
  }

  @Override
  public final <T> void option(SocketOption<T> option, T value) throws IOException {
    if (option == LinuxOptions.MPTCP) {
      throw new UnsupportedOperationException("MPTCP is for a connection that is not open yet");
    }
    socket.set(Options.NONE.with(option, value), isOpening(), calls());
  }

  @Override
  public final Optional<TcpInfo> tcpInfo() {
    return socket.tcpInfo(calls());
  }
}
