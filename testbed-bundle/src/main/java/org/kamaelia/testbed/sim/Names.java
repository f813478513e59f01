package org.kamaelia.testbed.sim;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Addresses as people read them. */
final class Names {
  private Names() {}

  static String text(InetSocketAddress address) {
    if (address.isUnresolved()) {
      return address.getHostString() + ":" + address.getPort();
    }
    String host = address.getAddress().getHostAddress();
    return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
        + ":"
        + address.getPort();
  }
}
