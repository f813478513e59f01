package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Poller;

/**
 * Connections within this process, for tests of servers and protocols: no sockets, no descriptors,
 * no limit to how many there are. Each instance is a network of its own, and addresses are mere
 * names in it: any address can be had, {@code 0.0.0.0} stands for nothing else, and a Unix-domain
 * path is no file. What is on its way in one direction of a connection is at most 64 KiB. A socket
 * for datagrams keeps 256 KiB, and what comes while it is full is lost; there is no multicast.
 *
 * <p>It works with any poller, so also in a {@link org.kamaelia.axon.SteppedAxon}: there the same
 * seed gives the same run.
 */
public final class MemoryTransport implements Transport {
  /** The first of the numbers that are given to who asks for none; see RFC 6335, section 6. */
  private static final int DYNAMIC = 49152;

  private static final int SCRATCH = 16 << 10;

  private final Map<SocketAddress, MemoryPort> ports = new ConcurrentHashMap<>();
  private final Map<SocketAddress, MemoryDatagrams> sockets = new ConcurrentHashMap<>();
  private final Map<Loop, ByteBuffer> scratches = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();

  /** Makes a network with nothing in it. */
  public MemoryTransport() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public TransportPoller newPoller() {
    return new MemoryPoller(this, Poller.parking());
  }

  /** A loop waits for work alone: this transport's news is work. */
  private record MemoryPoller(Transport transport, Poller parking) implements TransportPoller {
    @Override
    public void poll(long nanos) throws IOException {
      parking.poll(nanos);
    }

    @Override
    public void wakeup() {
      parking.wakeup();
    }

    @Override
    public void close() throws IOException {
      parking.close();
    }
  }

  @Override
  public Datagrams datagrams(InetSocketAddress local, Options options) throws IOException {
    requireNone(options);
    requireResolved(local);
    var wanted = (InetSocketAddress) numbered(local, sockets);
    MemoryDatagrams socket = new MemoryDatagrams(this, wanted);
    if (sockets.putIfAbsent(wanted, socket) != null) {
      throw new BindException("Address already in use: " + wanted);
    }
    return socket;
  }

  /** The socket at an address, if there is one. */
  @Nullable MemoryDatagrams receiver(InetSocketAddress address) {
    return sockets.get(address);
  }

  /** None. */
  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public Port listen(SocketAddress address, int backlog, Options options) throws IOException {
    requireNone(options);
    requireResolved(address);
    SocketAddress wanted = numbered(address, ports);
    MemoryPort port = new MemoryPort(this, wanted, backlog);
    if (ports.putIfAbsent(wanted, port) != null) {
      throw new BindException("Address already in use: " + wanted);
    }
    return port;
  }

  @Override
  public Stream connect(SocketAddress peer, Options options) throws IOException {
    requireNone(options);
    MemoryPort port = ports.get(peer);
    if (port == null) {
      throw new ConnectException("Connection refused: " + peer);
    }
    return port.connect(numbered(anyLike(peer), ports));
  }

  private static void requireResolved(SocketAddress address) throws IOException {
    if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
      throw new IOException("not an address for this transport: " + address);
    }
  }

  private static void requireNone(Options options) {
    if (!options.values().isEmpty()) {
      throw MemoryStream.unsupported(options.values().keySet().iterator().next());
    }
  }

  /** What the streams of a loop share. */
  ByteBuffer scratch(Loop loop) {
    return scratches.computeIfAbsent(loop, each -> ByteBuffer.allocateDirect(SCRATCH));
  }

  void closed(MemoryPort port) {
    ports.remove(port.address(), port);
  }

  /** The other side's address: on the same machine, as it were. */
  private static SocketAddress anyLike(SocketAddress peer) {
    return peer instanceof InetSocketAddress inet
        ? new InetSocketAddress(inet.getAddress(), 0)
        : UnixDomainSocketAddress.of("");
  }

  void closed(MemoryDatagrams socket) {
    sockets.remove(socket.local(), socket);
  }

  private SocketAddress numbered(SocketAddress address, Map<SocketAddress, ?> taken) {
    if (!(address instanceof InetSocketAddress inet) || inet.getPort() != 0) {
      return address;
    }
    // The numbers begin anew after a while, so one may be taken.
    InetSocketAddress numbered;
    do {
      int number = DYNAMIC + Math.floorMod(numbers.getAndIncrement(), 65536 - DYNAMIC);
      numbered = new InetSocketAddress(inet.getAddress(), number);
    } while (taken.containsKey(numbered));
    return numbered;
  }
}
