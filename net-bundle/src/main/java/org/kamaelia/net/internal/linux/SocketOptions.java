package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.transport.LinuxOptions;

/** Java's socket options as the kernel's. */
final class SocketOptions {
  static final int SOL_SOCKET = 1;
  static final int SO_ERROR = 4;
  static final int IPPROTO_TCP = 6;
  static final int TCP_INFO = 11;

  static final int IPPROTO_IP = 0;
  static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int IPV6_RECVTCLASS = 66;

  /** As {@link Messages#IP_TOS}, of IPv6: {@code int} in a control message. */
  static final int IPV6_TCLASS = 67;

  private static final int IP_MULTICAST_ALL = 49;
  private static final int IPV6_MULTICAST_ALL = 29;
  private static final int MCAST_JOIN_GROUP = 42;
  private static final int MCAST_LEAVE_GROUP = 45;
  private static final int MCAST_JOIN_SOURCE_GROUP = 46;
  private static final int MCAST_LEAVE_SOURCE_GROUP = 47;

  /** Size of {@code struct group_req}: a number, and an address that is aligned to 8 bytes. */
  private static final int GROUP_REQ = Long.BYTES + Sockaddr.BYTES;

  private static final int TCP_FASTOPEN = 23;
  private static final int TCP_FASTOPEN_CONNECT = 30;

  private static final Map<SocketOption<?>, Place> PLACES =
      Map.ofEntries(
          Map.entry(StandardSocketOptions.SO_REUSEADDR, new Place(SOL_SOCKET, 2)),
          Map.entry(StandardSocketOptions.SO_SNDBUF, new Place(SOL_SOCKET, 7)),
          Map.entry(StandardSocketOptions.SO_RCVBUF, new Place(SOL_SOCKET, 8)),
          Map.entry(StandardSocketOptions.SO_KEEPALIVE, new Place(SOL_SOCKET, 9)),
          Map.entry(StandardSocketOptions.SO_LINGER, new Place(SOL_SOCKET, 13)),
          Map.entry(StandardSocketOptions.SO_REUSEPORT, new Place(SOL_SOCKET, 15)),
          Map.entry(LinuxOptions.SO_TIMESTAMPNS, new Place(SOL_SOCKET, Messages.SO_TIMESTAMPNS)),
          Map.entry(LinuxOptions.SO_MAX_PACING_RATE, new Place(SOL_SOCKET, 47)),
          Map.entry(StandardSocketOptions.IP_TOS, new Place(IPPROTO_IP, Messages.IP_TOS)),
          Map.entry(LinuxOptions.IP_RECVTOS, new Place(IPPROTO_IP, 13)),
          Map.entry(StandardSocketOptions.TCP_NODELAY, new Place(IPPROTO_TCP, 1)),
          Map.entry(ExtendedSocketOptions.TCP_KEEPIDLE, new Place(IPPROTO_TCP, 4)),
          Map.entry(ExtendedSocketOptions.TCP_KEEPINTERVAL, new Place(IPPROTO_TCP, 5)),
          Map.entry(ExtendedSocketOptions.TCP_KEEPCOUNT, new Place(IPPROTO_TCP, 6)),
          Map.entry(ExtendedSocketOptions.TCP_QUICKACK, new Place(IPPROTO_TCP, 12)),
          Map.entry(LinuxOptions.TCP_CONGESTION, new Place(IPPROTO_TCP, 13)),
          Map.entry(LinuxOptions.TCP_USER_TIMEOUT, new Place(IPPROTO_TCP, 18)),
          Map.entry(LinuxOptions.TCP_NOTSENT_LOWAT, new Place(IPPROTO_TCP, 25)),
          Map.entry(LinuxOptions.TCP_FASTOPEN, new Place(IPPROTO_TCP, TCP_FASTOPEN)));

  private record Place(int level, int name) {}

  /** Those that datagram sockets have, by their names for IPv4 and for IPv6. */
  private static final Map<SocketOption<?>, Names> MULTICAST =
      Map.of(
          StandardSocketOptions.IP_MULTICAST_IF, new Names(32, 17),
          StandardSocketOptions.IP_MULTICAST_TTL, new Names(33, 18),
          StandardSocketOptions.IP_MULTICAST_LOOP, new Names(34, 19));

  private record Names(int four, int six) {}

  private SocketOptions() {}

  static Set<SocketOption<?>> supported() {
    Set<SocketOption<?>> all = new HashSet<>(PLACES.keySet());
    all.addAll(MULTICAST.keySet());
    all.add(LinuxOptions.MPTCP);
    return all;
  }

  /**
   * Sets an option.
   *
   * @throws UnsupportedOperationException if it cannot be set, or not on such a socket
   */
  static <T> void set(int descriptor, int family, SocketOption<T> option, T value, Calls calls)
      throws IOException {
    Place place = PLACES.get(option);
    if (place == null || (family == Sockaddr.AF_UNIX && place.level != SOL_SOCKET)) {
      throw unsupported(option);
    }
    set(descriptor, place.level, place.name, bytes(option, value, family), calls);
    if (family == Sockaddr.AF_INET6) {
      // An IPv6 socket that has an IPv4 peer looks at the one, else at the other.
      if (option == StandardSocketOptions.IP_TOS) {
        set(descriptor, IPPROTO_IPV6, IPV6_TCLASS, bytes(option, value, family), calls);
      } else if (option == LinuxOptions.IP_RECVTOS) {
        set(descriptor, IPPROTO_IPV6, IPV6_RECVTCLASS, bytes(option, value, family), calls);
      }
    }
  }

  /**
   * Sets an option of multicast, which sockets for datagrams have.
   *
   * @return false if it is none
   */
  static boolean setMulticast(
      int descriptor, int family, SocketOption<?> option, Object value, Calls calls)
      throws IOException {
    Names names = MULTICAST.get(option);
    if (names == null) {
      return false;
    }
    boolean six = family == Sockaddr.AF_INET6;
    set(
        descriptor,
        six ? IPPROTO_IPV6 : IPPROTO_IP,
        six ? names.six : names.four,
        bytes(option, value, family),
        calls);
    return true;
  }

  /** Lets a socket receive what is for its own groups alone, not for those of the whole system. */
  static void ownGroupsAlone(int descriptor, int family, Calls calls) throws IOException {
    set(descriptor, IPPROTO_IP, IP_MULTICAST_ALL, integer(0), calls);
    if (family == Sockaddr.AF_INET6) {
      set(descriptor, IPPROTO_IPV6, IPV6_MULTICAST_ALL, integer(0), calls);
    }
  }

  /**
   * Joins a multicast group, or leaves it: {@code struct group_req} and {@code group_source_req}
   * (RFC 3678).
   */
  static void membership(
      int descriptor,
      int family,
      boolean joins,
      InetAddress group,
      NetworkInterface on,
      @Nullable InetAddress source,
      Calls calls)
      throws IOException {
    int name =
        source == null
            ? (joins ? MCAST_JOIN_GROUP : MCAST_LEAVE_GROUP)
            : (joins ? MCAST_JOIN_SOURCE_GROUP : MCAST_LEAVE_SOURCE_GROUP);
    int size = source == null ? GROUP_REQ : GROUP_REQ + Sockaddr.BYTES;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(size, Long.BYTES);
      memory.set(ValueLayout.JAVA_INT, 0, on.getIndex());
      int _ =
          Sockaddr.write(
              new InetSocketAddress(group, 0), memory.asSlice(Long.BYTES, Sockaddr.BYTES));
      if (source != null) {
        int _ =
            Sockaddr.write(
                new InetSocketAddress(source, 0), memory.asSlice(GROUP_REQ, Sockaddr.BYTES));
      }
      int level = group instanceof Inet6Address ? IPPROTO_IPV6 : IPPROTO_IP;
      if (family == Sockaddr.AF_INET && level == IPPROTO_IPV6) {
        throw new IOException("an IPv4 socket cannot join " + group.getHostAddress());
      }
      Errno.check(calls.setsockopt(descriptor, level, name, memory.address(), size), calls);
    }
  }

  /** Whether the system sends one message as several datagrams: Linux 4.18 does. */
  static boolean sendsSegments(int descriptor, Calls calls) {
    return isTaken(descriptor, Messages.UDP_SEGMENT, 0, calls);
  }

  /** Has several datagrams of one peer come as one message, where the system does so: Linux 5.0. */
  static void receiveSegments(int descriptor, Calls calls) {
    var _ = isTaken(descriptor, Messages.UDP_GRO, 1, calls);
  }

  private static boolean isTaken(int descriptor, int name, int value, Calls calls) {
    try {
      set(descriptor, Messages.SOL_UDP, name, integer(value), calls);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets an IPv6 socket have IPv4 peers, whatever the system's default. */
  static void dualStack(int descriptor, Calls calls) throws IOException {
    set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, integer(0), calls);
  }

  /** {@link LinuxOptions#TCP_FASTOPEN} of a socket that connects. */
  static void fastOpenConnect(int descriptor, int family, int value, Calls calls)
      throws IOException {
    if (family == Sockaddr.AF_UNIX) {
      throw unsupported(LinuxOptions.TCP_FASTOPEN);
    }
    set(descriptor, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, integer(value == 0 ? 0 : 1), calls);
  }

  private static UnsupportedOperationException unsupported(SocketOption<?> option) {
    return new UnsupportedOperationException(option.name() + " cannot be set here");
  }

  private static void set(int descriptor, int level, int name, MemorySegment value, Calls calls)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(value.byteSize(), Long.BYTES).copyFrom(value);
      Errno.check(
          calls.setsockopt(descriptor, level, name, memory.address(), (int) memory.byteSize()),
          calls);
    }
  }

  /** Its values, as far as the kernel does not look at them itself. */
  private static boolean isValue(SocketOption<?> option, Object value) {
    if (option == StandardSocketOptions.IP_TOS) {
      return (int) value >= 0 && (int) value <= 255;
    }
    if (option == StandardSocketOptions.SO_SNDBUF || option == StandardSocketOptions.SO_RCVBUF) {
      return (int) value >= 0;
    }
    return true;
  }

  private static MemorySegment bytes(SocketOption<?> option, Object value, int family) {
    if (!isValue(option, value)) {
      throw new IllegalArgumentException("no such value");
    }
    return switch (value) {
      case Boolean on -> integer(on ? 1 : 0);
      case Integer seconds when option == StandardSocketOptions.SO_LINGER ->
          MemorySegment.ofArray(new int[] {seconds < 0 ? 0 : 1, Math.max(0, seconds)});
      case Integer number -> integer(number);
      case Long number -> MemorySegment.ofArray(new long[] {number});
      case NetworkInterface on when option == StandardSocketOptions.IP_MULTICAST_IF ->
          family == Sockaddr.AF_INET6
              ? integer(on.getIndex())
              : MemorySegment.ofArray(new int[] {0, 0, on.getIndex()});
      case String text -> MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
      default -> throw new AssertionError(option + " has a " + value.getClass());
    };
  }

  private static MemorySegment integer(int value) {
    return MemorySegment.ofArray(new int[] {value});
  }
}
