package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.Charset;

/**
 * Socket addresses as the kernel has them: {@code struct sockaddr_in}, {@code _in6}, {@code _un}.
 */
final class Sockaddr {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /** Bytes that any address fits into. */
  static final int BYTES = 128;

  static final int IN_BYTES = 16;
  static final int IN6_BYTES = 28;
  private static final int PORT = 2;
  private static final int IN_HOST = 4;
  private static final int IN6_HOST = 8;
  private static final int IN6_SCOPE = 24;
  private static final int PATH = 2;

  /** With the zero at its end. */
  private static final int PATH_BYTES = 108;

  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** As Java names files. */
  static final Charset PATHS =
      Charset.forName(System.getProperty("sun.jnu.encoding"), Charset.defaultCharset());

  private Sockaddr() {}

  /**
   * The address family that a socket for this address has. An IPv4 address has its own, so that
   * 0.0.0.0 is IPv4 alone, and :: is both.
   *
   * @throws IOException if it is no address of ours
   */
  static int family(SocketAddress address) throws IOException {
    return switch (address) {
      case UnixDomainSocketAddress _ -> AF_UNIX;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet4Address -> AF_INET;
      case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address -> AF_INET6;
      default -> throw new IOException("not an address for this transport: " + address);
    };
  }

  /**
   * Writes an address into memory.
   *
   * @return its length
   * @throws IOException if it is no address of ours
   */
  static int write(SocketAddress address, MemorySegment to) throws IOException {
    to.fill((byte) 0);
    to.set(JAVA_SHORT, 0, (short) family(address));
    if (address instanceof UnixDomainSocketAddress unix) {
      byte[] path = unix.getPath().toString().getBytes(PATHS);
      if (path.length >= PATH_BYTES) {
        throw new SocketException(
            "a path of %d bytes is too long, a Unix-domain socket's may have %d: %s"
                .formatted(path.length, PATH_BYTES - 1, unix));
      }
      MemorySegment.copy(path, 0, to, JAVA_BYTE, PATH, path.length);
      return PATH + path.length + 1;
    }
    var inet = (InetSocketAddress) address;
    byte[] host = inet.getAddress().getAddress();
    to.set(NETWORK_SHORT, PORT, (short) inet.getPort());
    if (inet.getAddress() instanceof Inet6Address six) {
      MemorySegment.copy(host, 0, to, JAVA_BYTE, IN6_HOST, host.length);
      to.set(JAVA_INT, IN6_SCOPE, six.getScopeId());
      return IN6_BYTES;
    }
    MemorySegment.copy(host, 0, to, JAVA_BYTE, IN_HOST, host.length);
    return IN_BYTES;
  }

  /**
   * Reads an address. One without a name, as the clients of Unix-domain sockets have, is the empty
   * path.
   */
  static SocketAddress read(MemorySegment from, int length) {
    try {
      int family = length < PATH ? AF_UNIX : from.get(JAVA_SHORT, 0);
      return switch (family) {
        case AF_INET ->
            new InetSocketAddress(InetAddress.getByAddress(bytes(from, IN_HOST, 4)), port(from));
        case AF_INET6 -> new InetSocketAddress(six(from), port(from));
        case AF_UNIX -> UnixDomainSocketAddress.of(path(from, length));
        default -> throw new AssertionError("an address of family " + family);
      };
    } catch (UnknownHostException e) {
      throw new AssertionError("the length is right", e);
    }
  }

  /** An IPv4 address that came to an IPv6 socket becomes an IPv4 address again. */
  private static InetAddress six(MemorySegment from) throws UnknownHostException {
    byte[] host = bytes(from, IN6_HOST, 16);
    int scope = from.get(JAVA_INT, IN6_SCOPE);
    return scope == 0
        ? InetAddress.getByAddress(host)
        : Inet6Address.getByAddress(null, host, scope);
  }

  private static int port(MemorySegment from) {
    return Short.toUnsignedInt(from.get(NETWORK_SHORT, PORT));
  }

  private static String path(MemorySegment from, int length) {
    // A first byte of zero is Linux's abstract name space, which is not for files.
    if (length <= PATH || from.get(JAVA_BYTE, PATH) == 0) {
      return "";
    }
    int end = PATH;
    while (end < Math.min(length, BYTES) && from.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return new String(bytes(from, PATH, end - PATH), PATHS);
  }

  private static byte[] bytes(MemorySegment from, int at, int count) {
    return from.asSlice(at, count).toArray(JAVA_BYTE);
  }
}
