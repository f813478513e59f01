package org.kamaelia.benchmarks.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.transport.Transport;

/** Senders and receivers in Java. */
final class UdpServers {
  /** Bytes of a datagram. */
  private static final int SIZE = 1200;

  /** As many as fit into one message. */
  private static final int RUN = 54;

  // One thread counts, another reads now and then.
  static volatile long count;

  private UdpServers() {}

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
  private static void counted(long more) {
    count += more;
  }

  /** A component that sends without end, or one that takes all that a listener receives. */
  static int kamaelia(String transport, int port) {
    if (port != 0) {
      ByteBuffer payload = ByteBuffer.allocate(SIZE);
      Component<Object, ByteBuffer> source =
          Component.of(
              "source",
              (in, out) -> {
                while (true) {
                  for (int i = 0; i < RUN; i++) {
                    out.send(payload);
                  }
                  counted(RUN);
                }
              });
      Transport.named(transport)
          .axon()
          .loops(1)
          .start()
          .activate(Pipeline.of(source, new org.kamaelia.net.UdpPeer(at(port))));
      return 0;
    }
    System.setProperty("org.kamaelia.net.transport", transport);
    Server server = Server.start(1);
    server.register(
        "sink",
        "1",
        (listener, local) ->
            Component.of(
                "sink",
                (in, out) -> {
                  for (Datagram _ : in) {
                    counted(1);
                  }
                }));
    String address = server.bind(ListenerSpec.of("sink", "sink", "udp:127.0.0.1:0")).address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  static int nettyEpoll(int port, boolean segments) throws InterruptedException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
            .channel(EpollDatagramChannel.class);
    if (segments) {
      bootstrap
          .option(EpollChannelOption.UDP_GRO, true)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(64 * 1024));
    } else {
      // A call for many.
      bootstrap
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 2048)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(32 * 2048));
    }
    return netty(bootstrap, port, segments);
  }

  static int nettyNio(int port) throws InterruptedException {
    return netty(
        new Bootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
            .channel(NioDatagramChannel.class)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048)),
        port,
        false);
  }

  private static int netty(Bootstrap bootstrap, int port, boolean segments)
      throws InterruptedException {
    Channel channel = bootstrap.handler(new NettySink()).bind("127.0.0.1", 0).sync().channel();
    if (port == 0) {
      return ((InetSocketAddress) channel.localAddress()).getPort();
    }
    ByteBuf payload = Unpooled.directBuffer(RUN * SIZE).writeZero(segments ? RUN * SIZE : SIZE);
    channel.eventLoop().execute(() -> pump(channel, payload, at(port), segments));
    return 0;
  }

  /** Sends some, and again when they have gone. */
  private static void pump(
      Channel channel, ByteBuf payload, InetSocketAddress to, boolean segments) {
    var last = channel.newPromise();
    if (segments) {
      channel.write(new SegmentedDatagramPacket(payload.retainedDuplicate(), SIZE, to), last);
    } else {
      for (int i = 0; i < RUN; i++) {
        channel.write(
            new DatagramPacket(payload.retainedDuplicate(), to),
            i == RUN - 1 ? last : channel.voidPromise());
      }
    }
    last.addListener(
        done -> {
          counted(RUN);
          channel.eventLoop().execute(() -> pump(channel, payload, to, segments));
        });
    channel.flush();
  }

  private static final class NettySink extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      if (packet instanceof SegmentedDatagramPacket many) {
        counted((many.content().readableBytes() + many.segmentSize() - 1) / many.segmentSize());
      } else {
        counted(1);
      }
    }
  }

  /** A loop and nothing else: what Java itself costs. */
  static int rawNio(int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open().bind(at(0));
    channel.configureBlocking(false);
    Selector selector = Selector.open();
    channel.register(selector, port == 0 ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
    ByteBuffer buffer = ByteBuffer.allocateDirect(port == 0 ? 64 * 1024 : SIZE);
    Thread.ofPlatform()
        .name("raw")
        .start(
            () -> {
              try {
                while (true) {
                  selector.select();
                  selector.selectedKeys().clear();
                  if (port == 0) {
                    while (channel.receive(buffer.clear()) != null) {
                      counted(1);
                    }
                  } else {
                    for (int i = 0; i < RUN && channel.send(buffer.clear(), at(port)) > 0; i++) {
                      counted(1);
                    }
                  }
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    return channel.socket().getLocalPort();
  }
}
