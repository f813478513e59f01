package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Ready;

/**
 * A socket for datagrams in an epoll: a system call for each. Closed by any thread, so its lock
 * guards the descriptor.
 */
final class LinuxDatagrams implements Datagrams {
  private final Socket socket;
  private final InetSocketAddress local;
  private final Supplier<Calls> calls;
  private final MemorySegment peer = Arena.ofAuto().allocate(Sockaddr.BYTES, Long.BYTES);
  private final MemorySegment length = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);

  /** To whom the last datagram was sent, whose address is in {@link #to}. */
  private @Nullable InetSocketAddress last;

  private final MemorySegment to = Arena.ofAuto().allocate(Sockaddr.BYTES, Long.BYTES);
  private int toLength;

  private final EpollPlace place;
  private @Nullable Loop loop;

  LinuxDatagrams(Socket socket, InetSocketAddress local, Supplier<Calls> calls) {
    this.socket = socket;
    this.local = local;
    this.calls = calls;
    place = new EpollPlace(socket, local, this::close);
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public synchronized void attach(Loop loop, Ready ready) throws IOException {
    place.take(((LinuxPoller) loop.poller()).forDatagrams(), EpollPoller.EPOLLIN, ready);
    this.loop = loop;
  }

  @Override
  public synchronized void interest(boolean read, boolean write) {
    place.interest((read ? EpollPoller.EPOLLIN : 0) | (write ? EpollPoller.EPOLLOUT : 0));
  }

  private EpollPoller attached() {
    EpollPoller mine = place.poller();
    if (mine == null) {
      throw LinuxStream.unattached();
    }
    return mine;
  }

  @Override
  public synchronized @Nullable Datagram receive() throws IOException {
    EpollPoller mine = attached();
    int count =
        socket.receiveFrom(mine.scratchAddress, LinuxPoller.SCRATCH, peer, length, mine.calls);
    if (count == Socket.NOTHING) {
      return null;
    }
    return new Datagram(
        (InetSocketAddress) Sockaddr.read(peer, Sockaddr.BYTES), mine.copyOfScratch(count));
  }

  @Override
  public synchronized boolean send(Datagram datagram) throws IOException {
    EpollPoller mine = attached();
    ByteBuffer payload = datagram.payload();
    if (payload.remaining() > LARGEST) {
      throw new IOException("a datagram of %d bytes is too large".formatted(payload.remaining()));
    }
    if (!datagram.peer().equals(last)) {
      last = null;
      toLength = Sockaddr.write(mapped(datagram.peer()), to);
      last = datagram.peer();
    }
    try {
      return socket.sendTo(mine.address(payload), payload.remaining(), to, toLength, mine.calls);
    } finally {
      Reference.reachabilityFence(payload);
    }
  }

  /** An IPv6 socket knows IPv4 peers by addresses of its own family. */
  private SocketAddress mapped(InetSocketAddress peer) throws IOException {
    if (socket.family() != Sockaddr.AF_INET6 || !(peer.getAddress() instanceof Inet4Address four)) {
      return peer;
    }
    byte[] host = new byte[16];
    host[10] = (byte) 0xff;
    host[11] = (byte) 0xff;
    System.arraycopy(four.getAddress(), 0, host, 12, 4);
    return new InetSocketAddress(Inet6Address.getByAddress(null, host, -1), peer.getPort());
  }

  @Override
  public int flush() {
    return 0;
  }

  @Override
  public synchronized void join(
      InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
    SocketOptions.membership(
        socket.number(), socket.family(), true, group, on, source, calls.get());
  }

  @Override
  public synchronized void leave(
      InetAddress group, NetworkInterface on, @Nullable InetAddress source) throws IOException {
    SocketOptions.membership(
        socket.number(), socket.family(), false, group, on, source, calls.get());
  }

  @Override
  public synchronized <T> void option(SocketOption<T> option, T value) throws IOException {
    socket.setOfDatagrams(option, value, calls.get());
  }

  @Override
  public void close() {
    Loop forgetting;
    synchronized (this) {
      if (socket.isClosed()) {
        return;
      }
      socket.close(calls.get());
      forgetting = loop;
    }
    if (forgetting != null) {
      place.giveUp(forgetting);
    }
  }
}
