package org.kamaelia.net.internal.tls;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** One side of a connection in memory, whose fragments, room and accidents a test decides. */
final class Wire implements Stream {
  private final ByteBuffer arrived = ByteBuffer.allocate(1 << 20).flip();
  private @Nullable Wire other;
  private @Nullable Ready ready;
  private boolean reads = true;
  private boolean writes;
  private boolean wasReset;
  private boolean overAtEnd;

  /** The most that one read gives. */
  int fragment = Integer.MAX_VALUE;

  /** What may be on its way to this side at one time. */
  int room = 1 << 20;

  /** Bytes that this side has written. */
  long written;

  /** Which byte written by this side is changed, or -1; and how. */
  long spoilAt = -1;

  byte spoilBy = 1;

  /** After so many bytes from this side there is an end, or a reset. */
  long cutAt = Long.MAX_VALUE;

  boolean cutByReset;
  boolean closed;

  static Wire[] pair() {
    Wire[] pair = {new Wire(), new Wire()};
    pair[0].other = pair[1];
    pair[1].other = pair[0];
    return pair;
  }

  private Wire other() {
    return Objects.requireNonNull(other);
  }

  /** Tells what a poller would tell; false if there is nothing. */
  boolean poll() {
    boolean readable = reads && !closed && (arrived.hasRemaining() || overAtEnd || wasReset);
    boolean writable = writes && !closed && (other().hasRoom() > 0 || wasReset);
    if (ready == null || !(readable || writable)) {
      return false;
    }
    ready.ready(readable, writable);
    return true;
  }

  private int hasRoom() {
    return closed ? 1 << 20 : Math.max(0, room - arrived.remaining());
  }

  /** Puts bytes as if the other side had written them. */
  void arrive(byte[] bytes) {
    arrived.compact().put(bytes).flip();
  }

  void arriveEnd() {
    overAtEnd = true;
  }

  boolean isOverForReader() {
    return overAtEnd && !arrived.hasRemaining();
  }

  int waiting() {
    return arrived.remaining();
  }

  boolean reset() {
    return wasReset;
  }

  @Override
  public SocketAddress peer() {
    return UnixDomainSocketAddress.of("peer");
  }

  @Override
  public SocketAddress local() {
    return UnixDomainSocketAddress.of("local");
  }

  @Override
  public void attach(Loop loop, Ready hears) {
    ready = hears;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public void interest(boolean read, boolean write) {
    reads = read;
    writes = write;
  }

  @Override
  public ByteBuffer scratch() {
    throw new AssertionError("TLS has its own");
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    require();
    if (!arrived.hasRemaining()) {
      return overAtEnd ? null : ByteBuffer.allocate(0);
    }
    byte[] bytes = new byte[Math.min(Math.min(most, fragment), arrived.remaining())];
    arrived.get(bytes);
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    require();
    if (overAtEndOfOther()) {
      throw new AssertionError("written after the end");
    }
    int count = Math.min(from.remaining(), other().hasRoom());
    byte[] bytes = new byte[count];
    from.get(bytes);
    if (spoilAt >= written && spoilAt < written + count) {
      bytes[(int) (spoilAt - written)] ^= spoilBy;
    }
    int left = (int) Math.min(count, Math.max(0, cutAt - written));
    written += count;
    if (!other().closed && !cut) {
      other().arrive(java.util.Arrays.copyOf(bytes, left));
    }
    if (written > cutAt) {
      cut();
    }
    return count;
  }

  private boolean cut;
  private boolean outputEnded;

  private boolean overAtEndOfOther() {
    return outputEnded;
  }

  /** Nothing that this side writes from now on arrives. */
  void cut() {
    cut = true;
    if (cutByReset) {
      other().wasReset = true;
    } else {
      other().overAtEnd = true;
    }
  }

  private void require() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (wasReset) {
      throw new SocketException("Connection reset");
    }
  }

  @Override
  public void endOutput() throws IOException {
    require();
    outputEnded = true;
    other().overAtEnd = true;
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    throw new UnsupportedOperationException(option.name());
  }

  @Override
  public void abort() {
    if (!closed) {
      other().wasReset = true;
    }
    closed = true;
  }

  @Override
  public void close() {
    closed = true;
    other().overAtEnd = true;
  }
}
