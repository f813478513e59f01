package org.kamaelia.benchmarks.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Netty with one event loop. */
final class NettyServer {
  private NettyServer() {}

  static int nio(Task task, Identity identity) throws IOException, InterruptedException {
    return start(NioIoHandler.newFactory(), NioServerSocketChannel.class, task, identity);
  }

  static int epoll(Task task, Identity identity) throws IOException, InterruptedException {
    return start(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, task, identity);
  }

  static int ioUring(Task task, Identity identity) throws IOException, InterruptedException {
    return start(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, task, identity);
  }

  static int openSsl(Task task, Identity identity) throws IOException, InterruptedException {
    SslContext context = tls(identity, SslProvider.OPENSSL_REFCNT);
    // Else it gives no tickets, and nothing is resumed.
    ((OpenSslSessionContext) context.sessionContext())
        .setTicketKeys(new OpenSslSessionTicketKey(secret(), secret(), secret()));
    return start(
        EpollIoHandler.newFactory(), EpollServerSocketChannel.class, task, identity, context);
  }

  private static byte[] secret() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static SslContext tls(Identity identity, SslProvider provider) throws IOException {
    return SslContextBuilder.forServer(identity.certificate().toFile(), identity.key().toFile())
        .sslProvider(provider)
        .build();
  }

  private static int start(
      IoHandlerFactory io, Class<? extends ServerChannel> type, Task task, Identity identity)
      throws IOException, InterruptedException {
    SslContext tls = task == Task.TLS ? tls(identity, SslProvider.JDK) : null;
    return start(io, type, task, identity, tls);
  }

  private static int start(
      IoHandlerFactory io,
      Class<? extends ServerChannel> type,
      Task task,
      Identity identity,
      @Nullable SslContext tls)
      throws InterruptedException {
    Channel listener =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, io))
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, NetRun.BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) throws IOException {
                    ChannelPipeline pipeline = channel.pipeline();
                    if (tls != null) {
                      pipeline.addLast(tls.newHandler(channel.alloc()));
                    }
                    switch (task) {
                      case HTTP -> HttpServers.netty(pipeline, identity.folder());
                      case WEBSOCKET -> HttpServers.nettyWebSocket(pipeline);
                      case SINK -> pipeline.addLast(new Sink());
                      case ECHO, TLS -> pipeline.addLast(new Echo());
                    }
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  private static final class Sink extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }
  }
}
