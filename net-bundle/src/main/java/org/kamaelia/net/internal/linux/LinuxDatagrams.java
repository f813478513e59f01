package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Ready;

/**
 * A socket for datagrams in an epoll, with a system call for many of them. Closed by any thread, so
 * its lock guards the descriptor; all else is its loop's.
 */
final class LinuxDatagrams implements Datagrams {
  private final Socket socket;
  private final InetSocketAddress local;
  private final Supplier<Calls> calls;
  private final EpollPlace place;
  private final DatagramSender sender;

  /** Received, and not yet taken. */
  private final Queue<Datagram> received = new ArrayDeque<>();

  /** Nothing more waited when these were received: the next one is told of. */
  private boolean drained;

  private boolean reads = true;
  private boolean writes;

  /** What is to be sent waits for room. */
  private boolean stuck;

  private volatile boolean closed;
  private @Nullable Loop loop;
  private @Nullable Ready ready;

  /**
   * @param largestSegment the largest datagrams of which several are one message for the system
   */
  LinuxDatagrams(
      Socket socket, InetSocketAddress local, int largestSegment, Supplier<Calls> calls) {
    this.socket = socket;
    this.local = local;
    this.calls = calls;
    place = new EpollPlace(socket, local, this::close);
    sender = new DatagramSender(socket, largestSegment);
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public synchronized void attach(Loop loop, Ready ready) throws IOException {
    this.ready = ready;
    reads = true;
    writes = false;
    place.take(((LinuxPoller) loop.poller()).forDatagrams(), EpollPoller.EPOLLIN, this::told);
    this.loop = loop;
  }

  @Override
  public void interest(boolean read, boolean write) {
    reads = read;
    writes = write;
    await();
    if (!closed) {
      tellsAgain();
    }
  }

  private synchronized void await() {
    place.interest(
        (reads ? EpollPoller.EPOLLIN : 0) | (writes || stuck ? EpollPoller.EPOLLOUT : 0));
  }

  private void told(boolean readable, boolean writable) {
    drained &= !readable;
    if (writable && stuck) {
      transmit();
    }
    tell(readable && reads, writable && writes && !stuck);
  }

  private void tell(boolean readable, boolean writable) {
    if ((readable || writable) && !closed && ready != null) {
      ready.ready(readable, writable);
    }
  }

  // For the poller: the system does not know of what is received already.

  /** Whether there is something to be told. */
  boolean isHolding() {
    return !closed && reads && !received.isEmpty();
  }

  void tellHeld() {
    tell(isHolding(), false);
  }

  private void tellsAgain() {
    EpollPoller mine = place.poller();
    if (mine != null && isHolding()) {
      mine.holds(this);
    }
  }

  private EpollPoller attached() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
    EpollPoller mine = place.poller();
    if (mine == null) {
      throw LinuxStream.unattached();
    }
    return mine;
  }

  @Override
  public @Nullable Datagram receive() throws IOException {
    EpollPoller mine = attached();
    Datagram next = received.poll();
    if (next != null) {
      return next;
    }
    if (drained) {
      drained = false;
      return null;
    }
    try {
      fill(mine);
    } catch (IOException e) {
      tellsAgain(); // of what came with the news
      throw e;
    }
    next = received.poll();
    drained &= next != null;
    tellsAgain();
    return next;
  }

  private synchronized void fill(EpollPoller mine) throws IOException {
    drained = !mine.batches.receiving().receive(socket, mine.batches.names, mine.calls, received);
  }

  @Override
  public boolean send(Datagram datagram) throws IOException {
    EpollPoller mine = attached();
    int size = datagram.payload().remaining();
    if (size > LARGEST) {
      throw new IOException("a datagram of %d bytes is too large".formatted(size));
    }
    if (sender.add(datagram, mine.batches)) {
      return true;
    }
    transmit();
    return sender.add(datagram, mine.batches);
  }

  @Override
  public int flush() {
    transmit();
    return sender.lost();
  }

  /** Sends what is kept. */
  private synchronized void transmit() {
    EpollPoller mine = place.poller();
    if (mine == null || sender.isEmpty()) {
      return;
    }
    try {
      boolean before = stuck;
      stuck = !sender.flush(mine.batches, mine.calls);
      if (stuck != before) {
        await();
      }
    } catch (ClosedChannelException e) {
      sender.forget();
    }
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
      if (closed) {
        return;
      }
      closed = true;
      socket.close(calls.get());
      forgetting = loop;
    }
    if (forgetting != null) {
      place.giveUp(forgetting);
    }
  }
}
