package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.kamaelia.net.Address;

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

  /**
   * The address to listen at. Waits for the names.
   *
   * @throws IOException if the host's name is not known
   */
  static SocketAddress resolve(Address address, Names names) throws IOException {
    return switch (address) {
      case Address.Unix unix -> UnixDomainSocketAddress.of(unix.path());
      case Address.Tcp tcp -> new InetSocketAddress(find(tcp.host(), names), tcp.port());
      case Address.Udp udp -> new InetSocketAddress(find(udp.host(), names), udp.port());
    };
  }

  /** The rights that the nine bits of a mode stand for. */
  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
    // The owner's right to read is the highest bit, and the first of these.
    int bit = 0400;
    for (PosixFilePermission right : PosixFilePermission.values()) {
      if ((mode & bit) != 0) {
        rights.add(right);
      }
      bit >>= 1;
    }
    return rights;
  }

  private static InetAddress find(String host, Names names) throws IOException {
    try {
      return names.find(host).get().getFirst();
    } catch (ExecutionException e) {
      throw new IOException("the host " + host + " is not known", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + host + " was looked for", e);
    }
  }

  /** Whether an open port is where it is wanted; any port will do for port 0. Waits for names. */
  static boolean isAt(SocketAddress open, Address wanted, Names names) {
    try {
      SocketAddress found = resolve(wanted, names);
      if (found instanceof InetSocketAddress any
          && any.getPort() == 0
          && open instanceof InetSocketAddress inet) {
        return inet.getAddress().equals(any.getAddress());
      }
      return open.equals(found);
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether not both can be listened at. */
  static boolean overlap(SocketAddress one, SocketAddress other) {
    if (!(one instanceof InetSocketAddress a && other instanceof InetSocketAddress b)) {
      return one.equals(other);
    }
    return a.getPort() == b.getPort()
        && (a.getAddress().equals(b.getAddress())
            || a.getAddress().isAnyLocalAddress()
            || b.getAddress().isAnyLocalAddress());
  }
}
