package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Poller;

/** TCP through {@code java.nio}: works wherever Java does. */
final class NioTransport implements Transport {

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public Poller newPoller() throws IOException {
    return new NioPoller();
  }

  @Override
  public Port listen(InetSocketAddress address, int backlog) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      // A server that is started again takes its port back although old connections still fade out.
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, backlog);
      channel.configureBlocking(false);
      return new NioPort(channel, (InetSocketAddress) channel.getLocalAddress());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** A channel's place in a loop's selector. */
  private abstract static class Registration {
    private @Nullable SelectionKey key;
    private @Nullable NioPoller poller;
    private volatile @Nullable Loop loop;

    final void register(SelectableChannel channel, Loop loop, int operations, Ready ready)
        throws IOException {
      this.loop = loop;
      poller = (NioPoller) loop.poller();
      key = poller.register(channel, operations, ready);
    }

    final void interest(int operations) {
      if (key != null && key.isValid()) {
        key.interestOps(operations);
      }
    }

    /** The system keeps a closed channel until its selector has looked. */
    final void forget() {
      if (poller != null) {
        poller.wakeup();
      }
    }

    /** As {@link #forget}, and waits for it, unless this is the loop or it is held up. */
    final void awaitForgotten() {
      Loop selecting = loop;
      if (selecting == null || selecting.isCurrent()) {
        forget();
        return;
      }
      var looked = new CompletableFuture<Void>();
      try {
        selecting.execute(
            () -> {
              try {
                poller().poll(0);
              } catch (IOException e) {
                // The loop will look again, and say so.
              }
              looked.complete(null);
            });
        looked.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
      } catch (IllegalStateException e) {
        // The loop is closed, and its selector with it.
      }
    }

    final NioPoller poller() {
      assert poller != null : "attached to a loop";
      return poller;
    }
  }

  private static final class NioPort extends Registration implements Port {
    private final ServerSocketChannel channel;
    private final InetSocketAddress address;

    NioPort(ServerSocketChannel channel, InetSocketAddress address) {
      this.channel = channel;
      this.address = address;
    }

    @Override
    public InetSocketAddress address() {
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
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new NioStream(
            accepted,
            (InetSocketAddress) accepted.getRemoteAddress(),
            (InetSocketAddress) accepted.getLocalAddress());
      } catch (IOException | RuntimeException e) {
        accepted.close();
        throw e;
      }
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new AssertionError("closing a port does no input or output", e);
      }
      awaitForgotten();
    }
  }

  private static final class NioStream extends Registration implements Stream {
    private final SocketChannel channel;
    private final InetSocketAddress peer;
    private final InetSocketAddress local;

    NioStream(SocketChannel channel, InetSocketAddress peer, InetSocketAddress local) {
      this.channel = channel;
      this.peer = peer;
      this.local = local;
    }

    @Override
    public InetSocketAddress peer() {
      return peer;
    }

    @Override
    public InetSocketAddress local() {
      return local;
    }

    @Override
    public void attach(Loop loop, Ready ready) throws IOException {
      register(channel, loop, SelectionKey.OP_READ, ready);
    }

    @Override
    public void interest(boolean read, boolean write) {
      interest((read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
    }

    @Override
    public ByteBuffer scratch() {
      return poller().scratch();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return channel.read(into);
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return channel.write(from);
    }

    @Override
    public void endOutput() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public void abort() {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        // It is gone already.
      }
      close();
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // The descriptor is released all the same.
      }
    }
  }
}
