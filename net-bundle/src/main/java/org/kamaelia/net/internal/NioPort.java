package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Port;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** A {@code java.nio} server socket. */
final class NioPort extends NioRegistration implements Port {
  private final ServerSocketChannel channel;
  private final SocketAddress address;
  private final Options streams;
  private final @Nullable SocketFile file;

  /**
   * @param streams the options of what is accepted
   * @param file of a Unix-domain port
   */
  NioPort(
      ServerSocketChannel channel,
      SocketAddress address,
      Options streams,
      @Nullable SocketFile file) {
    this.channel = channel;
    this.address = address;
    this.streams = streams;
    this.file = file;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void attach(Loop loop, Ready ready) throws IOException {
    register(channel, loop, SelectionKey.OP_ACCEPT, ready);
  }

  @Override
  public void interest(boolean accept) {
    interest(accept ? SelectionKey.OP_ACCEPT : 0);
  }

  @Override
  public @Nullable Stream accept() throws IOException {
    SocketChannel accepted = channel.accept();
    if (accepted == null) {
      return null;
    }
    try {
      accepted.configureBlocking(false);
      if (address instanceof InetSocketAddress) {
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      streams.apply(accepted::setOption);
      return new NioStream(accepted, accepted.getRemoteAddress());
    } catch (IOException | RuntimeException e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (file != null && channel.isOpen()) {
      file.delete();
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new AssertionError("closing a port does no input or output", e);
    }
    forget();
  }
}
