package org.kamaelia.benchmarks.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kamaelia.axon.Backplane;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Transformer;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;

/** The servers that give one stream to many, each with one thread that does all the work. */
enum FanOutServers {
  /** A loop around epoll in C: what the system itself costs. */
  C_EPOLL {
    @Override
    List<String> command() throws IOException {
      String program = Programs.built("fan-out", "c/fanout.c", "gcc", "-O2");
      return List.of(program, period(), Integer.toString(FanOutRun.BYTES));
    }
  },

  /** This project's server on io_uring. */
  KAMAELIA_IO_URING {
    @Override
    int start() {
      return kamaelia("io_uring");
    }
  },

  /** The same on epoll. */
  KAMAELIA_EPOLL {
    @Override
    int start() {
      return kamaelia("epoll");
    }
  },

  /** The same on the selector. */
  KAMAELIA_NIO {
    @Override
    int start() {
      return kamaelia("nio");
    }
  },

  /** Netty on its native io_uring transport. */
  NETTY_IO_URING {
    @Override
    int start() throws InterruptedException {
      // The default ring overflows with so many.
      var config = new IoUringIoHandlerConfig().setRingSize(1024).setCqSize(16 * 1024);
      return netty(IoUringIoHandler.newFactory(config), IoUringServerSocketChannel.class);
    }
  },

  /** Netty on its native epoll transport. */
  NETTY_EPOLL {
    @Override
    int start() throws InterruptedException {
      return netty(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
    }
  },

  /** Netty on its selector transport. */
  NETTY_NIO {
    @Override
    int start() throws InterruptedException {
      return netty(NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }
  },

  /** Go: a goroutine for each connection, with a channel of messages. */
  GO {
    @Override
    List<String> command() throws IOException {
      String program = Programs.built("fan-out-go", "go-fanout/main.go", "go", "build");
      return List.of("env", "GOMAXPROCS=1", program, period(), Integer.toString(FanOutRun.BYTES));
    }
  };

  /** Messages that may wait for a receiver. */
  private static final int WAITING = 32;

  /** Starts the server on a free port of the loopback address, and returns the port. */
  int start() throws Exception {
    throw new UnsupportedOperationException("it is no Java");
  }

  /** The command that starts it and prints its port. */
  List<String> command() throws IOException {
    return Programs.java(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-Drate=" + FanOutRun.RATE,
            "-Dbytes=" + FanOutRun.BYTES),
        FanOutRun.class,
        name());
  }

  /** From a message to the next, in nanoseconds. */
  private static long nanos() {
    return 8_000_000_000L * FanOutRun.BYTES / FanOutRun.RATE;
  }

  private static String period() {
    return Long.toString(nanos());
  }

  private static int kamaelia(String transport) {
    System.setProperty("org.kamaelia.net.transport", transport);
    Server server = Server.start(1);
    Backplane<ByteBuffer> stream = new Backplane<>("stream");
    // Where the connections are: the first one accepts them.
    Loop loop = server.axon().loops().getLast();
    Component<Object, ByteBuffer> source =
        new Component<>() {
          @Override
          protected void run() {
            long due = clock().nanoTime();
            while (true) {
              outbox.send(ByteBuffer.allocateDirect(FanOutRun.BYTES));
              due += nanos();
              clock().sleep(Duration.ofNanos(Math.max(0, due - clock().nanoTime())));
            }
          }
        };
    source.outbox().linkTo(stream.inbox());
    loop.group("source").activate(source, stream);
    server.register("tune", "1.0.0", connection -> new Tuned(stream));
    String address =
        server
            .bind(
                ListenerSpec.of("tune", "tune", "127.0.0.1:0")
                    .with(ListenerSettings.PORT_EACH_LOOP, true))
            .address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  /** What the stream has goes straight to the peer. */
  private static final class Tuned extends Component<ByteBuffer, ByteBuffer> {
    private final Backplane<ByteBuffer> stream;

    Tuned(Backplane<ByteBuffer> stream) {
      this.stream = stream;
    }

    @Override
    protected void run() {
      var through = activate(Transformer.<ByteBuffer, ByteBuffer>of("through", bytes -> bytes));
      through.outbox().linkTo(outbox);
      var subscription = stream.subscribe(through.inbox(), Backplane.WhenFull.DROP_NEWEST);
      try {
        inbox.forEach(_ -> {});
      } finally {
        subscription.cancel();
      }
    }
  }

  private static int netty(IoHandlerFactory io, Class<? extends ServerChannel> type)
      throws InterruptedException {
    var loop = new MultiThreadIoEventLoopGroup(1, io);
    ChannelGroup listeners = new DefaultChannelGroup(loop.next());
    Channel port =
        new ServerBootstrap()
            .group(loop)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    listeners.add(channel);
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    // On the event loop itself, so that no message goes from a thread to another; each channel gets
    // a retained duplicate, and no promise of its own.
    loop.next()
        .scheduleAtFixedRate(
            () -> {
              ByteBuf message = Unpooled.directBuffer(FanOutRun.BYTES).writerIndex(FanOutRun.BYTES);
              listeners.writeAndFlush(
                  message,
                  channel ->
                      channel.unsafe().outboundBuffer() != null
                          && channel.unsafe().outboundBuffer().size() < WAITING,
                  true);
            },
            nanos(),
            nanos(),
            TimeUnit.NANOSECONDS);
    return ((InetSocketAddress) port.localAddress()).getPort();
  }
}
