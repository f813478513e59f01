package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Ready;

/** A socket for datagrams that is none, for a stepped system: a test is the peers. */
final class FakeDatagrams implements Datagrams {
  private final InetSocketAddress local;
  private final Deque<Object> incoming = new ArrayDeque<>();
  private final List<Datagram> taken = new ArrayList<>();
  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private boolean reads = true;
  private boolean writes;
  private boolean closed;

  /** How many more may be sent before there is no room. */
  private int room = Integer.MAX_VALUE;

  /** How many of those that are sent next the system refuses. */
  int refuses;

  FakeDatagrams(InetSocketAddress local) {
    this.local = local;
  }

  // For the peers, between turns.

  void arrive(Datagram datagram) {
    incoming.add(datagram);
    tell();
  }

  /** The next receive fails, as it does when a peer's port is gone. */
  void arriveFailure() {
    incoming.add(new SocketException("Connection refused"));
    tell();
  }

  void room(int datagrams) {
    room = datagrams;
    tell();
  }

  /** What has been sent since the last time. */
  List<Datagram> taken() {
    List<Datagram> all = List.copyOf(taken);
    taken.clear();
    return all;
  }

  int unread() {
    return incoming.size();
  }

  private void tell() {
    boolean readable = reads && !incoming.isEmpty();
    boolean writable = writes && room > 0;
    Ready hears = ready;
    if (loop != null && hears != null && !closed && (readable || writable)) {
      loop.execute(
          () -> {
            if (!closed) {
              hears.ready(readable, writable);
            }
          });
    }
  }

  // For the server, on the loop.

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void attach(Loop where, Ready hears) {
    loop = where;
    ready = hears;
    tell();
  }

  @Override
  public void interest(boolean read, boolean write) {
    reads = read;
    writes = write;
    tell();
  }

  @Override
  public @Nullable Datagram receive() throws IOException {
    require();
    return switch (incoming.poll()) {
      case Datagram datagram -> datagram;
      case IOException failure -> throw failure;
      case null, default -> null;
    };
  }

  @Override
  public boolean send(Datagram datagram) throws IOException {
    require();
    if (refuses > 0) {
      refuses--;
      throw new SocketException("Message too long");
    }
    if (room == 0) {
      return false;
    }
    room--;
    taken.add(datagram);
    return true;
  }

  private void require() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public int flush() {
    return 0;
  }

  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) {
    throw new UnsupportedOperationException(option.name());
  }

  @Override
  public void close() {
    closed = true;
  }
}
