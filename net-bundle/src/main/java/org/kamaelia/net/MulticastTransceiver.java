package org.kamaelia.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.Datagrams;
import org.kamaelia.net.transport.Options;

/**
 * A member of a multicast group (RFC 1112, for one source RFC 4607): each message of its inbox is
 * sent to the group, and each datagram that the group gets goes out of its outbox, with who sent
 * it. It lives and ends as a {@link UdpSocket} does.
 *
 * <p>Several members may share a port on one machine. A member hears what its own machine sends, if
 * the sender's {@link StandardSocketOptions#IP_MULTICAST_LOOP} is on, as it is unless said
 * otherwise; {@link StandardSocketOptions#IP_MULTICAST_TTL} is how far datagrams go, 1 unless said
 * otherwise: no further than the own network.
 */
public final class MulticastTransceiver extends DatagramDevice<ByteBuffer, Datagram> {
  private final InetSocketAddress group;
  private final NetworkInterface on;
  private final @Nullable InetAddress source;

  /**
   * Joins a group.
   *
   * @param group its address and port
   * @param on the network interface on which it is joined, and through which is sent
   * @throws IllegalArgumentException if it is no multicast address
   */
  public MulticastTransceiver(InetSocketAddress group, NetworkInterface on) {
    this(group, on, null, Options.NONE);
  }

  /**
   * Joins a group for what one source sends.
   *
   * @param group its address and port
   * @param on the network interface on which it is joined, and through which is sent
   * @param source the only sender whose datagrams are wanted
   * @throws IllegalArgumentException if it is no multicast address
   */
  public MulticastTransceiver(InetSocketAddress group, NetworkInterface on, InetAddress source) {
    this(group, on, source, Options.NONE);
  }

  /**
   * As the others, with socket options.
   *
   * @param source the only sender whose datagrams are wanted, or null for all
   */
  public MulticastTransceiver(
      InetSocketAddress group, NetworkInterface on, @Nullable InetAddress source, Options options) {
    super(anyFor(group), shared(options, on));
    this.group = group;
    this.on = on;
    this.source = source;
  }

  private static InetSocketAddress anyFor(InetSocketAddress group) {
    if (group.isUnresolved() || !group.getAddress().isMulticastAddress()) {
      throw new IllegalArgumentException(group + " is no multicast group");
    }
    return new InetSocketAddress(
        group.getAddress() instanceof Inet6Address ? "::" : "0.0.0.0", group.getPort());
  }

  private static Options shared(Options options, NetworkInterface on) {
    return Options.NONE
        .with(StandardSocketOptions.SO_REUSEADDR, true)
        .with(StandardSocketOptions.IP_MULTICAST_IF, on)
        .and(options);
  }

  @Override
  void opened(Datagrams open) throws IOException {
    open.join(group.getAddress(), on, source);
  }

  @Override
  Datagram outgoing(ByteBuffer message) {
    return new Datagram(group, message);
  }

  @Override
  Datagram incoming(Datagram datagram) {
    return datagram;
  }
}
