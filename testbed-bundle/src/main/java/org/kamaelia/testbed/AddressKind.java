package org.kamaelia.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.kamaelia.testbed.TransportContract.Feature;

/** The kinds of addresses that a transport may have. */
enum AddressKind {
  IPV4("127.0.0.1"),
  IPV6("::1"),
  UNIX("");

  private final String here;

  AddressKind(String here) {
    this.here = here;
  }

  /** One that nobody has: of TCP, with a number to be given. */
  SocketAddress fresh(Path folder, int number) {
    return this == UNIX
        ? UnixDomainSocketAddress.of(folder.resolve("s" + number))
        : new InetSocketAddress(InetAddress.ofLiteral(here), 0);
  }

  boolean isTcp() {
    return this != UNIX;
  }

  /** Whether the transport has it, and so has this machine. */
  boolean isTried(Set<Feature> lacks) {
    return switch (this) {
      case IPV4 -> true;
      case IPV6 -> !lacks.contains(Feature.IPV6) && hasIpv6();
      case UNIX -> !lacks.contains(Feature.UNIX_DOMAIN);
    };
  }

  private static boolean hasIpv6() {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
