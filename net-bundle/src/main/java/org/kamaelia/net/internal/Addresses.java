package org.kamaelia.net.internal;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Addresses as people read and write them. */
final class Addresses {
  private Addresses() {}

  /** {@code host:port}, an IPv6 address in brackets; or {@code unix:} and a path. */
  static String text(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> text(inet);
      case UnixDomainSocketAddress unix -> "unix:" + unix.getPath();
      default -> address.toString();
    };
  }

  private static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }
}
