package org.kamaelia.deploy.internal;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Optional;
import org.kamaelia.net.Address;
import org.kamaelia.net.ListenerSpec;

/** What can be reached from elsewhere than this machine. */
final class Exposure {
  private Exposure() {}

  /** The name of a listener that can, whether its port is open now or not. */
  static Optional<String> of(Collection<ListenerSpec> listeners) {
    return listeners.stream()
        .filter(spec -> isExposed(spec.address()))
        .map(spec -> spec.name() + " (" + spec.address() + ")")
        .findFirst();
  }

  private static boolean isExposed(Address address) {
    return switch (address) {
      case Address.Tcp tcp -> isExposed(tcp.host());
      case Address.Udp udp -> isExposed(udp.host());
      case Address.Unix unix -> false;
    };
  }

  /** Of names only the usual one is known without asking. */
  private static boolean isExposed(String host) {
    try {
      return !InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return !host.equalsIgnoreCase("localhost");
    }
  }
}
