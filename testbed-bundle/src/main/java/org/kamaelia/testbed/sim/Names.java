package org.kamaelia.testbed.sim;

import java.net.InetSocketAddress;
import org.kamaelia.net.Address;

/** Addresses as people read them. */
final class Names {
  private Names() {}

  static String text(InetSocketAddress address) {
    String host =
        address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    return new Address.Tcp(host, address.getPort()).toString();
  }
}
