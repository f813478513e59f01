package org.kamaelia.net.internal;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One who connects, as far as addresses tell: an IPv4 address, or the /64 that an IPv6 host has for
 * itself.
 */
record Source(boolean ipv4, long bits) {

  /** The source of a peer; null if it has none, as those of Unix-domain sockets. */
  static @Nullable Source of(SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(inet.getAddress().getAddress());
    boolean ipv4 = inet.getAddress() instanceof Inet4Address;
    return new Source(ipv4, ipv4 ? bytes.getInt() : bytes.getLong());
  }
}
