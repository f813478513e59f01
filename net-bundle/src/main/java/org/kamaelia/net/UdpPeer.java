package org.kamaelia.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.TransportPoller;

/**
 * One other side over UDP (RFC 768): each message of its inbox is sent there as a datagram, and
 * each that comes from there goes out of its outbox. What others send is passed over. It lives and
 * ends as a {@link UdpSocket} does.
 */
public final class UdpPeer extends DatagramDevice<ByteBuffer, ByteBuffer> {
  private static final InetSocketAddress ANY = new InetSocketAddress("0.0.0.0", 0);

  /** Without an address until that is found. */
  private InetSocketAddress peer;

  private @Nullable CompletableFuture<List<InetAddress>> search;

  /**
   * Talks to a host from a port that the system picks. Of several addresses the first is taken; it
   * fails with an {@link java.net.UnknownHostException} if there is none. What is sent meanwhile
   * waits.
   *
   * @param host a name, or an address as a literal
   */
  public UdpPeer(String host, int port) {
    super(ANY, Options.NONE);
    peer = InetSocketAddress.createUnresolved(host, port);
  }

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
    return peer.getAddress() instanceof Inet6Address ? new InetSocketAddress("::", 0) : ANY;
  }

  @Override
  @Nullable InetSocketAddress wanted() throws IOException {
    if (peer.isUnresolved() && !search()) {
      return null;
    }
    return anyFor(peer);
  }

  /** Whether the peer's address is found. */
  private boolean search() throws IOException {
    var found = search;
    if (found == null) {
      found = TransportPoller.transport(loop()).find(peer.getHostString());
      search = found;
      if (!found.isDone()) {
        var _ = found.whenComplete((_, _) -> tell());
      }
    }
    if (!found.isDone()) {
      return false;
    }
    if (found.isCompletedExceptionally()) {
      var unknown =
          new UnknownHostException("the host %s is not known".formatted(peer.getHostString()));
      unknown.initCause(found.exceptionNow());
      throw unknown;
    }
    peer = new InetSocketAddress(found.join().getFirst(), peer.getPort());
    return true;
  }

  /** The search is over. Any thread. */
  private void tell() {
    try {
      loop().execute(this::dispatch);
    } catch (IllegalStateException e) {
      // The loop is closed, and nobody is there to be told.
    }
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
