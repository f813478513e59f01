package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.transport.FileTransfer;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Ready;
import org.kamaelia.net.transport.Stream;

/** A {@code java.nio} socket. */
final class NioStream extends NioRegistration implements Stream {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SocketAddress peer;

  /** Kept, as it must be known after the channel is closed. */
  private @Nullable SocketAddress local;

  NioStream(SocketChannel channel, SocketAddress peer) throws IOException {
    this.channel = channel;
    this.peer = peer;
    local = channel.isConnected() ? channel.getLocalAddress() : null;
  }

  @Override
  public SocketAddress peer() {
    return peer;
  }

  @Override
  public SocketAddress local() {
    if (local == null) {
      throw new IllegalStateException("not connected to " + Addresses.text(peer) + " yet");
    }
    return local;
  }

  @Override
  public void attach(Loop loop, Ready ready) throws IOException {
    register(channel, loop, local == null ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ, ready);
  }

  @Override
  public boolean isConnected() throws IOException {
    if (local != null) {
      return true;
    }
    if (!channel.finishConnect()) {
      return false;
    }
    local = channel.getLocalAddress();
    interest(SelectionKey.OP_READ);
    return true;
  }

  @Override
  public void interest(boolean read, boolean write) {
    if (local == null && channel.isOpen()) {
      throw new NotYetConnectedException();
    }
    interest((read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0));
  }

  @Override
  public ByteBuffer scratch() {
    return poller().scratch();
  }

  @Override
  public @Nullable ByteBuffer read(int most) throws IOException {
    ByteBuffer scratch = scratch().clear();
    int count = channel.read(scratch.limit(Math.min(most, scratch.capacity())));
    if (count > 0) {
      return ByteBuffer.wrap(Uninitialized.bytes(count)).put(scratch.flip()).flip();
    }
    return count == 0 ? NOTHING : null;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public int writeShared(ByteBuffer message, int at, int count) throws IOException {
    return channel.write(poller().view(message).limit(at + count).position(at));
  }

  @Override
  public FileTransfer file(FileRegion region) throws IOException {
    return new NioFile(channel, region);
  }

  @Override
  public void endOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    Options.NONE.with(option, value).apply(channel::setOption);
  }

  @Override
  public void abort() {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException | UnsupportedOperationException e) {
      // It is gone already, or a Unix-domain socket, which has no such thing.
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
