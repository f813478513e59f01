package org.kamaelia.testbed.sim;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The addresses that stand for all of a host's: those of IPv4, or of both kinds. */
final class Any {
  static final InetAddress FOUR = InetAddress.ofLiteral("0.0.0.0");
  static final InetAddress SIX = InetAddress.ofLiteral("::");

  private Any() {}

  /** Whether a packet to one address is for who listens at the other. */
  static boolean covers(InetSocketAddress listens, InetSocketAddress address) {
    return listens.getPort() == address.getPort()
        && (listens.getAddress().equals(address.getAddress())
            || listens.getAddress().equals(SIX)
            || (listens.getAddress().equals(FOUR) && address.getAddress() instanceof Inet4Address));
  }

  /** Whether there is an address that is for both. */
  static boolean overlap(InetSocketAddress one, InetSocketAddress other) {
    return covers(one, other) || covers(other, one);
  }
}
