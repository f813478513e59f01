package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Ready;

/** A {@code java.nio} socket for datagrams: a system call for each. */
final class NioDatagrams extends NioRegistration implements Datagrams {
  private final DatagramChannel channel;
  private final InetSocketAddress local;
  private final Map<Membership, MembershipKey> memberships = new HashMap<>();

  private record Membership(InetAddress group, NetworkInterface on, @Nullable InetAddress source) {}

  NioDatagrams(DatagramChannel channel) throws IOException {
    this.channel = channel;
    local = (InetSocketAddress) channel.getLocalAddress();
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
  public @Nullable Datagram receive() throws IOException {
    ByteBuffer scratch = poller().scratch().clear();
    InetSocketAddress peer = (InetSocketAddress) channel.receive(scratch);
    if (peer == null) {
      return null;
    }
    scratch.flip();
    return new Datagram(peer, ByteBuffer.allocate(scratch.remaining()).put(scratch).flip());
  }

  @Override
  public boolean send(Datagram datagram) throws IOException {
    ByteBuffer payload = datagram.payload();
    int position = payload.position();
    try {
      // It is 0 for an empty datagram that was sent as well: then there is nothing to be lost.
      int count = channel.send(payload.slice(position, payload.remaining()), datagram.peer());
      return count > 0 || !payload.hasRemaining();
    } catch (UnresolvedAddressException | UnsupportedAddressTypeException e) {
      throw new IOException("nobody can be reached from here at " + datagram.peer(), e);
    }
  }

  @Override
  public int flush() {
    return 0;
  }

  @Override
  public void join(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    memberships.put(
        new Membership(group, on, source),
        source == null ? channel.join(group, on) : channel.join(group, on, source));
  }

  @Override
  public void leave(InetAddress group, NetworkInterface on, @Nullable InetAddress source)
      throws IOException {
    MembershipKey key = memberships.remove(new Membership(group, on, source));
    if (key == null) {
      throw new IOException("not a member of %s on %s".formatted(group.getHostAddress(), on));
    }
    key.drop();
  }

  @Override
  public <T> void option(SocketOption<T> option, T value) throws IOException {
    channel.setOption(option, value);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The descriptor is released all the same.
    }
    forget();
  }
}
