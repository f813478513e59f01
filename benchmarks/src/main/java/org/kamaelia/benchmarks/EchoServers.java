package org.kamaelia.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.kamaelia.axon.Component;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;

/** The echo servers that are compared, each with one thread that does all the work. */
enum EchoServers {
  /** A selector loop and nothing else: what Java itself costs. */
  RAW_NIO {
    @Override
    int start() throws IOException {
      var listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0), 4096);
      listener.configureBlocking(false);
      var selector = Selector.open();
      listener.register(selector, SelectionKey.OP_ACCEPT);
      Thread.ofPlatform().name("raw").start(() -> serve(listener, selector));
      return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private static void serve(ServerSocketChannel listener, Selector selector) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
      try {
        while (true) {
          selector.select(key -> ready(key, listener, selector, buffer));
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static void ready(
        SelectionKey key, ServerSocketChannel listener, Selector selector, ByteBuffer buffer) {
      try {
        if (key.isAcceptable()) {
          SocketChannel channel = listener.accept();
          channel.configureBlocking(false);
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          channel.register(selector, SelectionKey.OP_READ);
          return;
        }
        var channel = (SocketChannel) key.channel();
        buffer.clear();
        if (channel.read(buffer) < 0) {
          channel.close();
          return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (IOException e) {
        key.cancel();
      }
    }
  },

  /** Netty on its selector transport. */
  NETTY_NIO {
    @Override
    int start() throws InterruptedException {
      return netty(NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }
  },

  /** Netty on its native epoll transport. */
  NETTY_EPOLL {
    @Override
    int start() throws InterruptedException {
      return netty(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
    }
  },

  /** Netty on its native io_uring transport. */
  NETTY_IO_URING {
    @Override
    int start() throws InterruptedException {
      return netty(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
    }
  },

  /** A loop around epoll in C: what the system itself costs. */
  C_EPOLL {
    @Override
    int start() {
      throw new UnsupportedOperationException("it is no Java");
    }

    @Override
    List<String> command() throws IOException, InterruptedException {
      Path home = Path.of(System.getProperty("benchmarks.home", "benchmarks"));
      Path program = home.resolve("target/echo");
      new ProcessBuilder(
              "gcc", "-O2", "-o", program.toString(), home.resolve("peers/c/echo.c").toString())
          .inheritIO()
          .start()
          .waitFor();
      return List.of(program.toString());
    }
  },

  /** This project's server with the one-line echo component, on the selector. */
  KAMAELIA_NIO {
    @Override
    int start() {
      return kamaelia("nio");
    }
  },

  /** The same on epoll. */
  KAMAELIA_EPOLL {
    @Override
    int start() {
      return kamaelia("epoll");
    }
  },

  /** The same on io_uring. */
  KAMAELIA_IO_URING {
    @Override
    int start() {
      return kamaelia("io_uring");
    }
  };

  /** Starts the server on a free port of the loopback address, and returns the port. */
  abstract int start() throws Exception;

  /** The command that starts it and prints its port. */
  List<String> command() throws IOException, InterruptedException {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "echo-server",
        name());
  }

  private static int kamaelia(String transport) {
    System.setProperty("org.kamaelia.net.transport", transport);
    Server server = Server.start(1);
    server.register(
        "echo",
        "1.0.0",
        connection ->
            Component.of(
                "echo",
                (in, out) -> {
                  for (ByteBuffer bytes : in) {
                    out.send(bytes);
                  }
                }));
    String address = server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:0")).address();
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static int netty(IoHandlerFactory io, Class<? extends ServerChannel> type)
      throws InterruptedException {
    var loop = new MultiThreadIoEventLoopGroup(1, io);
    Channel listener =
        new ServerBootstrap()
            .group(loop)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new NettyEcho());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private static final class NettyEcho extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }
  }
}
