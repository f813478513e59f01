package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** One port and its connections, without sockets, for a stepped system. */
final class FakeTransport implements Transport, Port {
  /** How many connections the system can hand over; each that fails makes room for one. */
  int descriptors = Integer.MAX_VALUE;

  /** The socket for datagrams that was opened last. */
  @Nullable FakeDatagrams datagrams;

  /** How many ports were opened. */
  int listened;

  private final Deque<FakeStream> waiting = new ArrayDeque<>();
  private SocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  private @Nullable Loop loop;
  private @Nullable Ready ready;
  private boolean interested = true;
  private int ports = 40_000;

  /** A peer connects from that address. */
  FakeStream connect(String from) {
    return connect(new InetSocketAddress(InetAddress.ofLiteral(from), ports++));
  }

  FakeStream connect(SocketAddress from) {
    FakeStream stream = new FakeStream(from, address);
    waiting.add(stream);
    tell();
    return stream;
  }

  /** How many have not been accepted. */
  int waiting() {
    return waiting.size();
  }

  private void tell() {
    Ready hears = ready;
    if (loop != null && hears != null && interested && !waiting.isEmpty()) {
      loop.execute(() -> hears.ready(true, false));
    }
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public TransportPoller newPoller() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public Port listen(SocketAddress where, int backlog, Options options) {
    listened++;
    address = where;
    return this;
  }

  @Override
  public Datagrams datagrams(InetSocketAddress local, Options options) {
    datagrams = new FakeDatagrams(local);
    return datagrams;
  }

  @Override
  public Stream connect(SocketAddress peer, Options options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void attach(Loop where, Ready hears) {
    loop = where;
    ready = hears;
    tell();
  }

  @Override
  public void interest(boolean accept) {
    interested = accept;
    tell();
  }

  @Override
  public @Nullable Stream accept() throws IOException {
    if (!waiting.isEmpty() && descriptors-- == 0) {
      // The acceptor's spare, once it is closed.
      descriptors = 1;
      throw new IOException("Too many open files");
    }
    return waiting.poll();
  }

  @Override
  public void close() {}
}
