package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;

/** One side of a connection within this process. */
final class MemoryStream extends Bell implements Stream {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final MemoryTransport transport;
  private final SocketAddress local;
  private final SocketAddress peer;
  private final MemoryPipe in;
  private final MemoryPipe out;
  private @Nullable MemoryStream other;
  private @Nullable ByteBuffer scratch;

  /** The other side has cut the connection. */
  private boolean reset;

  private MemoryStream(
      MemoryTransport transport,
      Object lock,
      SocketAddress local,
      SocketAddress peer,
      MemoryPipe in,
      MemoryPipe out) {
    super(lock);
    this.transport = transport;
    this.local = local;
    this.peer = peer;
    this.in = in;
    this.out = out;
  }

  /** A connection, as one side sees it. */
  static MemoryStream between(MemoryTransport transport, SocketAddress local, SocketAddress peer) {
    MemoryPipe there = new MemoryPipe();
    MemoryPipe back = new MemoryPipe();
    Object lock = new Object();
    MemoryStream one = new MemoryStream(transport, lock, local, peer, back, there);
    MemoryStream two = new MemoryStream(transport, lock, peer, local, there, back);
    one.other = two;
    two.other = one;
    return one;
  }

  MemoryStream other() {
    assert other != null : "set when both are made";
    return other;
  }

  static UnsupportedOperationException unsupported(SocketOption<?> option) {
    return new UnsupportedOperationException("'" + option + "' not supported");
  }

  @Override
  protected boolean readable() {
    return in.count() > 0 || in.isEnded() || reset;
  }

  @Override
  protected boolean writable() {
    return out.room() > 0 || reset || other().isClosed();
  }

  @Override
  public SocketAddress peer() {
    return peer;
  }

  @Override
  public SocketAddress local() {
    return local;
  }

  @Override
  public boolean isConnected() {
    return true;
  }

  @Override
  public void attach(Loop loop, Ready ready) throws ClosedChannelException {
    scratch = transport.scratch(loop);
    super.attach(loop, ready);
  }

  @Override
  public ByteBuffer scratch() {
    if (scratch == null) {
      throw new IllegalStateException("not attached to a loop yet");
    }
    return scratch;
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    synchronized (lock) {
      scratch();
      requireOpen();
      requireNoReset();
      if (in.count() == 0) {
        return in.isEnded() ? null : NOTHING;
      }
      boolean wasFull = in.room() == 0;
      ByteBuffer read = in.read(most);
      if (wasFull) {
        other().ring();
      }
      return read;
    }
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    synchronized (lock) {
      requireOpen();
      requireNoReset();
      if (out.isEnded()) {
        throw new ClosedChannelException();
      }
      if (other().isClosed()) {
        throw new SocketException("Broken pipe");
      }
      int written = out.write(from);
      other().ring();
      return written;
    }
  }

  private void requireNoReset() throws SocketException {
    if (reset) {
      throw new SocketException("Connection reset");
    }
  }

  @Override
  public void endOutput() throws IOException {
    synchronized (lock) {
      requireOpen();
      requireNoReset();
      out.end();
      other().ring();
    }
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    synchronized (lock) {
      requireOpen();
    }
    throw unsupported(option);
  }

  @Override
  public void abort() {
    synchronized (lock) {
      if (!isClosed()) {
        other().reset = true;
        out.clear();
        close();
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!isClosed()) {
        closed();
        in.clear();
        out.end();
        other().ring();
      }
    }
  }
}
