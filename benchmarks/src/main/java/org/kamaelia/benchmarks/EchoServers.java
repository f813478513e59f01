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
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
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

  /** This project's server with the one-line echo component. */
  KAMAELIA {
    @Override
    int start() {
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
  };

  /** Starts the server on a free port of the loopback address, and returns the port. */
  abstract int start() throws Exception;

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
