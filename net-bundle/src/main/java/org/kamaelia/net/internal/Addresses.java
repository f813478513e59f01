package org.kamaelia.net.internal;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Addresses as people read and write them. */
final class Addresses {
  private Addresses() {}

  /** {@code host:port}, an IPv6 address in brackets. */
  static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }
}
