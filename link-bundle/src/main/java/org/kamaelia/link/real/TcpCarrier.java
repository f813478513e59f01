package org.kamaelia.link.real;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Loss;
import org.kamaelia.link.Packet;
import org.kamaelia.link.Reorder;

/** Connections of clients, each with one of its own to the target. */
final class TcpCarrier implements LinkProxy.Carrier {
  private final RealTimeline timeline;
  private final InetSocketAddress target;
  private final ServerSocketChannel server;
  private final InetSocketAddress address;
  private volatile LinkSpec up = LinkSpec.ideal();
  private volatile LinkSpec down = LinkSpec.ideal();
  private final Set<TcpStream> streams = ConcurrentHashMap.newKeySet();

  TcpCarrier(RealTimeline timeline, InetSocketAddress listen, InetSocketAddress target)
      throws IOException {
    this.timeline = timeline;
    this.target = target;
    server = ServerSocketChannel.open();
    try {
      server.bind(listen);
      address = (InetSocketAddress) server.getLocalAddress();
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Refuses what cannot be done to a stream of bytes. */
  static void check(LinkSpec spec) {
    refuse(!spec.loss().equals(Loss.NONE), "loss", "the kernels make good for it");
    refuse(!spec.reorder().equals(Reorder.NONE), "reorder", "a stream has one order");
    refuse(spec.duplicate() > 0, "duplicate", "a stream has each byte once");
    refuse(spec.corrupt() > 0, "corrupt", "TCP's checksum would have found it");
    refuse(spec.mtu() <= TcpStream.HEADERS, "mtu", "nothing is left beside 40 bytes of headers");
    refuse(
        !(spec.queue() instanceof DropTail queue && queue.equals(DropTail.bytes(queue.bytes()))),
        "queue",
        "nothing is dropped; DropTail.bytes says how far it reads ahead");
  }

  private static void refuse(boolean is, String setting, String why) {
    if (is) {
      throw new IllegalArgumentException(
          "a TCP proxy cannot do " + setting + ": " + why + "; a TunPath can do it to packets");
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  /** Without what would drop a segment: the streams see to slices and to how much waits. */
  @Override
  public LinkSpec forLink(LinkSpec asked) {
    check(asked);
    return asked.withMtu(Integer.MAX_VALUE).withQueue(DropTail.UNLIMITED);
  }

  @Override
  public void spec(LinkSpec newUp, LinkSpec newDown) {
    up = newUp;
    down = newDown;
  }

  @Override
  public void start(Consumer<Packet> upLink, Consumer<Packet> downLink) {
    Thread.ofVirtual().name("tcp proxy accepts").start(() -> accept(upLink, downLink));
  }

  private void accept(Consumer<Packet> upLink, Consumer<Packet> downLink) {
    while (true) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().name("tcp proxy connects").start(() -> join(client, upLink, downLink));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void join(SocketChannel client, Consumer<Packet> upLink, Consumer<Packet> downLink) {
    SocketChannel other;
    try {
      other = SocketChannel.open();
    } catch (IOException e) {
      TcpStream.reset(client);
      return;
    }
    try {
      var toTarget = new TcpStream(timeline, client, other, upLink, up);
      var toClient = new TcpStream(timeline, other, client, downLink, down);
      streams.add(toTarget);
      streams.add(toClient);
      Runnable ended =
          () -> {
            if (toTarget.hasEnded() && toClient.hasEnded()) {
              toTarget.close();
              streams.remove(toTarget);
              streams.remove(toClient);
            }
          };
      other.connect(target);
      toTarget.start(ended);
      toClient.start(ended);
    } catch (IOException e) {
      TcpStream.reset(client);
      TcpStream.reset(other);
      streams.removeIf(stream -> stream.isOf(client));
    }
  }

  @Override
  public void arrived(Packet packet) {
    ((TcpStream.Segment) packet).stream().arrived((TcpStream.Segment) packet);
  }

  @Override
  public void reset() {
    streams.forEach(TcpStream::reset);
    streams.clear();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      // nothing is left to be done
    }
    reset();
  }
}
