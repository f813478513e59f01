package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Datagram;

/** A socket for datagrams within this process. What it has no room for is lost, as a system's. */
final class MemoryDatagrams extends Bell implements Datagrams {
  /** Bytes that may wait here, about as many as a system lets. */
  private static final int ROOM = 256 << 10;

  private final MemoryTransport transport;
  private final InetSocketAddress local;
  private final Deque<Datagram> waiting = new ArrayDeque<>();
  private int room = ROOM;

  MemoryDatagrams(MemoryTransport transport, InetSocketAddress local) {
    super(new Object());
    this.transport = transport;
    this.local = local;
  }

  @Override
  protected boolean readable() {
    return !waiting.isEmpty();
  }

  @Override
  protected boolean writable() {
    return true;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public @Nullable Datagram receive() throws IOException {
    synchronized (lock) {
      requireOpen();
      Datagram next = waiting.poll();
      room += next == null ? 0 : next.payload().remaining();
      return next;
    }
  }

  @Override
  public boolean send(Datagram datagram) throws IOException {
    synchronized (lock) {
      requireOpen();
    }
    ByteBuffer payload = datagram.payload();
    if (payload.remaining() > LARGEST) {
      throw new IOException("a datagram of %d bytes is too large".formatted(payload.remaining()));
    }
    if (datagram.peer().isUnresolved() || datagram.peer().getPort() == 0) {
      throw new IOException("nobody can be reached at " + datagram.peer());
    }
    MemoryDatagrams receiver = transport.receiver(datagram.peer());
    if (receiver != null) {
      byte[] copy = new byte[payload.remaining()];
      payload.get(payload.position(), copy);
      receiver.come(new Datagram(local, ByteBuffer.wrap(copy)));
    }
    return true;
  }

  private void come(Datagram datagram) {
    synchronized (lock) {
      int bytes = datagram.payload().remaining();
      if (!isClosed() && bytes <= room) {
        room -= bytes;
        waiting.add(datagram);
        ring();
      }
    }
  }

  @Override
  public int flush() {
    return 0;
  }

  /** There are no groups. */
  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    throw new UnsupportedOperationException("there is no multicast in memory");
  }

  /** There are no groups. */
  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    throw new UnsupportedOperationException("there is no multicast in memory");
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    throw MemoryStream.unsupported(option);
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!isClosed()) {
        closed();
        transport.closed(this);
        waiting.clear();
      }
    }
  }
}
