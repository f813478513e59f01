package org.kamaelia.link.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kamaelia.link.Ecn;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Packet;

/** Datagrams between clients and a target: a port at the target for each client. */
final class UdpCarrier implements LinkProxy.Carrier {
  private static final int LONGEST = 65_535;
  private static final long IDLE_NANOS = 120_000_000_000L;
  private static final long SWEEP_MILLIS = 10_000;

  private final RealTimeline timeline;
  private final InetSocketAddress target;
  private final Selector selector;
  private final DatagramChannel clients;
  private final InetSocketAddress address;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);

  /** The reading thread adds to it; who resets takes from it. */
  private final Map<SocketAddress, Session> sessions = new ConcurrentHashMap<>();

  private final int headers;
  private volatile boolean closed;

  UdpCarrier(RealTimeline timeline, InetSocketAddress listen, InetSocketAddress target)
      throws IOException {
    this.timeline = timeline;
    this.target = target;
    headers = target.getAddress() instanceof Inet6Address ? 48 : 28;
    selector = Selector.open();
    clients = DatagramChannel.open();
    try {
      clients.bind(listen).configureBlocking(false);
      clients.register(selector, SelectionKey.OP_READ);
      address = (InetSocketAddress) clients.getLocalAddress();
    } catch (IOException e) {
      clients.close();
      selector.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public LinkSpec forLink(LinkSpec asked) {
    return asked;
  }

  @Override
  public void spec(LinkSpec up, LinkSpec down) {
    // sessions have no settings of their own
  }

  @Override
  public void start(Consumer<Packet> up, Consumer<Packet> down) {
    Thread.ofPlatform().name("udp proxy reads").daemon().start(() -> run(up, down));
  }

  private void run(Consumer<Packet> up, Consumer<Packet> down) {
    try (selector;
        clients) {
      while (true) {
        selector.select(SWEEP_MILLIS);
        if (closed) {
          reset();
          return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.attachment() instanceof Session session) {
            read(session.channel, session, down);
          } else {
            read(clients, null, up);
          }
        }
        selector.selectedKeys().clear();
        forgetIdle();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads all there is; what a target refuses is an error here, and lost. */
  private void read(DatagramChannel from, @Nullable Session session, Consumer<Packet> link) {
    while (true) {
      SocketAddress source;
      try {
        source = from.receive(buffer.clear());
        if (source == null) {
          return;
        }
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        Session of = session != null ? session : session(source);
        of.lastUsed = timeline.clock();
        var packet = new Datagram(bytes, headers, of, session == null);
        timeline.at(of.lastUsed, () -> link.accept(packet));
      } catch (IOException e) {
        return;
      }
    }
  }

  private Session session(SocketAddress client) throws IOException {
    Session known = sessions.get(client);
    if (known != null) {
      return known;
    }
    DatagramChannel channel = DatagramChannel.open();
    var session = new Session(client, channel);
    try {
      channel.connect(target).configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, session);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    sessions.put(client, session);
    return session;
  }

  private void forgetIdle() {
    long limit = timeline.clock() - IDLE_NANOS;
    for (Iterator<Session> i = sessions.values().iterator(); i.hasNext(); ) {
      Session session = i.next();
      if (session.lastUsed < limit) {
        i.remove();
        session.close();
      }
    }
  }

  @Override
  public void arrived(Packet packet) {
    var datagram = (Datagram) packet;
    Session session = datagram.session;
    try {
      if (datagram.isUp) {
        session.channel.write(ByteBuffer.wrap(datagram.bytes));
      } else {
        clients.send(ByteBuffer.wrap(datagram.bytes), session.client);
      }
    } catch (IOException e) {
      // as on any path: nobody is there, and nobody is told
    }
  }

  @Override
  public void reset() {
    for (Session session : List.copyOf(sessions.values())) {
      sessions.remove(session.client);
      session.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }

  /** A client, and its port at the target. */
  private static final class Session {
    private final SocketAddress client;
    private final DatagramChannel channel;
    private volatile long lastUsed;

    Session(SocketAddress client, DatagramChannel channel) {
      this.client = client;
      this.channel = channel;
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // it is of no use any more
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Datagram(byte[] bytes, int headers, Session session, boolean isUp)
      implements Packet {
    @Override
    public int length() {
      return headers + bytes.length;
    }

    @Override
    public int flow() {
      return session.client.hashCode();
    }

    @Override
    public Ecn ecn() {
      return Ecn.NOT_ECT;
    }

    @Override
    public Packet marked() {
      return this;
    }

    @Override
    public Packet corrupted(RandomGenerator random) {
      byte[] corrupted = bytes.clone();
      if (corrupted.length > 0) {
        corrupted[random.nextInt(corrupted.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return new Datagram(corrupted, headers, session, isUp);
    }
  }
}
