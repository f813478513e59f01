package org.kamaelia.net.internal.linux;

import static org.kamaelia.net.internal.linux.EpollPoller.EPOLLERR;
import static org.kamaelia.net.internal.linux.EpollPoller.EPOLLHUP;
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
final class EpollStream extends LinuxStream implements EpollPoller.Member {
  private @Nullable EpollPoller poller;
  private @Nullable Ready ready;
  private long number;
  private int interest;

  EpollStream(
      Socket socket, SocketAddress peer, @Nullable SocketAddress local, Supplier<Calls> calls) {
    super(socket, peer, local, calls);
  }

  @Override
  @Nullable LinuxPoller poller() {
    return poller;
  }

  @Override
  public void attach(Loop loop, Ready ready) throws IOException {
    EpollPoller mine = (EpollPoller) loop.poller();
    interest = isOpening() ? EPOLLOUT : EPOLLIN;
    number = mine.add(this, socket.number(), interest);
    this.ready = ready;
    poller = mine;
  }

  @Override
  void connected() {
    change(EPOLLIN);
  }

  @Override
  public void interest(boolean read, boolean write) {
    if (socket.isClosed()) {
      return;
    }
    requireOpened();
    change((read ? EPOLLIN : 0) | (write ? EPOLLOUT : 0));
  }

  private void change(int now) {
    if (poller != null && now != interest && !socket.isClosed()) {
      try {
        poller.change(number, socket.number(), interest, now);
        interest = now;
      } catch (IOException e) {
        throw new IllegalStateException("the system cannot watch " + peer(), e);
      }
    }
  }

  @Override
  public void ready(int events) {
    assert ready != null : "attached";
    // Of interest now: one that was told before may have changed that.
    int told = (events & (EPOLLHUP | EPOLLERR)) != 0 ? interest : events & interest;
    if (told != 0) {
      ready.ready((told & EPOLLIN) != 0, (told & EPOLLOUT) != 0);
    }
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    EpollPoller mine = attached();
    int count =
        socket.receive(mine.scratchAddress, Math.min(most, LinuxPoller.SCRATCH), mine.calls);
    if (count > 0) {
      return mine.copyOfScratch(count);
    }
    return count == 0 ? null : NONE;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    EpollPoller mine = attached();
    int most = Math.min(from.remaining(), LinuxPoller.SCRATCH);
    if (most == 0) {
      return 0;
    }
    try {
      int count = socket.send(mine.address(from), most, mine.calls);
      from.position(from.position() + count);
      return count;
    } finally {
      Reference.reachabilityFence(from);
    }
  }

  private EpollPoller attached() {
    if (poller == null) {
      throw unattached();
    }
    requireOpened();
    return poller;
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
    if (poller != null) {
      poller.forget(number);
    }
  }
}
