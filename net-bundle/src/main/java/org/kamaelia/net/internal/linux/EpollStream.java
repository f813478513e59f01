package org.kamaelia.net.internal.linux;

import static org.kamaelia.net.internal.linux.EpollPoller.EPOLLIN;
import static org.kamaelia.net.internal.linux.EpollPoller.EPOLLOUT;

import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Ready;

/** A connected socket in an epoll. */
final class EpollStream extends LinuxStream {
  private final EpollPlace place;

  EpollStream(
      Socket socket, SocketAddress peer, @Nullable SocketAddress local, Supplier<Calls> calls) {
    super(socket, peer, local, calls);
    place = new EpollPlace(socket, peer, this::close);
  }

  @Override
  @Nullable LinuxPoller poller() {
    return place.poller();
  }

  @Override
  public void attach(Loop loop, Ready ready) throws IOException {
    place.take((EpollPoller) loop.poller(), isOpening() ? EPOLLOUT : EPOLLIN, ready);
  }

  @Override
  void connected() {
    place.interest(EPOLLIN);
  }

  @Override
  public void interest(boolean read, boolean write) {
    if (socket.isClosed()) {
      return;
    }
    requireOpened();
    place.interest((read ? EPOLLIN : 0) | (write ? EPOLLOUT : 0));
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    return receive(most, attached());
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return write(from, false);
  }

  @Override
  public int writeAhead(ByteBuffer from) throws IOException {
    return write(from, true);
  }

  private int write(ByteBuffer from, boolean ahead) throws IOException {
    EpollPoller mine = attached();
    int most = Math.min(from.remaining(), LinuxPoller.SCRATCH);
    if (most == 0) {
      return 0;
    }
    try {
      long address = mine.address(from);
      int count =
          ahead
              ? socket.sendAhead(address, most, mine.calls)
              : socket.send(address, most, mine.calls);
      from.position(from.position() + count);
      return count;
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  @Override
  public int writeShared(ByteBuffer message, int at, int count) throws IOException {
    EpollPoller mine = attached();
    if (message.hasArray()) {
      return send(message, at, count, mine);
    }
    if (!message.isDirect()) {
      return super.writeShared(message, at, count);
    }
    try {
      return socket.send(mine.addressOf(message) + at, count, mine.calls);
    } finally {
      Reference.reachabilityFence(message);
    }
  }

  @Override
  int send(LinuxFile file, long position, int most) throws IOException {
    return file.sendTo(socket, position, most, attached());
  }

  private EpollPoller attached() {
    EpollPoller mine = place.poller();
    if (mine == null) {
      throw unattached();
    }
    requireOpened();
    return mine;
  }

  @Override
  public void endOutput() throws IOException {
    requireOpened();
    socket.endOutput(calls());
  }

  @Override
  public void abort() {
    socket.cutWhenClosed(calls());
    close();
  }

  @Override
  public void close() {
    socket.close(calls());
    place.giveUp();
  }
}
