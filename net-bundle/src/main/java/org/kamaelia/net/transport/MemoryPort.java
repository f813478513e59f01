package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A port within this process. */
final class MemoryPort extends Bell implements Port {
  private final MemoryTransport transport;
  private final SocketAddress address;
  private final int backlog;
  private final Deque<MemoryStream> waiting = new ArrayDeque<>();

  MemoryPort(MemoryTransport transport, SocketAddress address, int backlog) {
    super(new Object());
    this.transport = transport;
    this.address = address;
    this.backlog = backlog;
  }

  /** A connection from there to here; the other side of it waits to be accepted. */
  MemoryStream connect(SocketAddress from) throws IOException {
    synchronized (lock) {
      if (isClosed() || waiting.size() >= backlog) {
        throw new ConnectException("Connection refused: " + address);
      }
      MemoryStream near = MemoryStream.between(transport, from, address);
      waiting.add(near.other());
      ring();
      return near;
    }
  }

  @Override
  protected boolean readable() {
    return !waiting.isEmpty();
  }

  @Override
  protected boolean writable() {
    return false;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void interest(boolean accept) {
    interest(accept, false);
  }

  @Override
  public @Nullable Stream accept() throws IOException {
    synchronized (lock) {
      requireOpen();
      return waiting.poll();
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!isClosed()) {
        closed();
        transport.closed(this);
        waiting.forEach(Stream::abort);
        waiting.clear();
      }
    }
  }
}
