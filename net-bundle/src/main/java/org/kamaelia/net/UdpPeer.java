package org.kamaelia.net;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Options;

/**
 * One other side over UDP (RFC 768): each message of its inbox is sent there as a datagram, and
 * each that comes from there goes out of its outbox. What others send is passed over. It lives and
 * ends as a {@link UdpSocket} does.
 */
public final class UdpPeer extends DatagramDevice<ByteBuffer, ByteBuffer> {
  private final InetSocketAddress peer;

  /**
   * Talks to a peer from a port that the system picks.
   *
   * @throws IllegalArgumentException if the peer's name has not been resolved
   */
  public UdpPeer(InetSocketAddress peer) {
    this(peer, Options.NONE);
  }

  /** As {@link #UdpPeer(InetSocketAddress)}, with socket options. */
  public UdpPeer(InetSocketAddress peer, Options options) {
    super(anyFor(peer), options);
    this.peer = peer;
  }

  private static InetSocketAddress anyFor(InetSocketAddress peer) {
    if (peer.isUnresolved()) {
      throw new IllegalArgumentException(
          "the host %s is not known".formatted(peer.getHostString()));
    }
    return new InetSocketAddress(peer.getAddress() instanceof Inet6Address ? "::" : "0.0.0.0", 0);
  }

  @Override
  Datagram outgoing(ByteBuffer message) {
    return new Datagram(peer, message);
  }

  @Override
  @Nullable ByteBuffer incoming(Datagram datagram) {
    return datagram.peer().equals(peer) ? datagram.payload() : null;
  }
}
