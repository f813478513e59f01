package org.kamaelia.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Peers by their address: an IPv4 or IPv6 network, or {@link #UNIX}. An IPv6 network holds no IPv4
 * address; one that is written as IPv4-mapped is the IPv4 network. Immutable.
 *
 * @param high the first 64 bits of the network's address, IPv4 as IPv4-mapped
 * @param low the other 64
 * @param prefix how many bits count, 0 to 128; -1 for {@link #UNIX}
 */
public record Network(long high, long low, int prefix) {
  /** The peers of a Unix-domain socket. */
  public static final Network UNIX = new Network(0, 0, -1);

  /** What the second half of an IPv4-mapped address begins with. */
  private static final long MAPPED = 0xFFFF_0000_0000L;

  /**
   * Checks that no bit is set that does not count.
   *
   * @throws IllegalArgumentException if one is
   */
  public Network {
    if (prefix < -1 || prefix > 128) {
      throw new IllegalArgumentException("a prefix is 0 to 128, not " + prefix);
    }
    if ((high & ~highMask(prefix)) != 0 || (low & ~lowMask(prefix)) != 0) {
      throw new IllegalArgumentException("has bits set beyond its prefix");
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, a single address, or {@code unix}.
   *
   * @throws IllegalArgumentException saying what is wrong, with the text
   */
  public static Network of(String text) {
    if (text.equals("unix")) {
      return UNIX;
    }
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    try {
      if (!address.matches("[^:]+(\\.[^:]+){3}|[^%]*:[^%]*")) {
        throw new IllegalArgumentException("neither four numbers nor IPv6");
      }
      InetAddress literal = InetAddress.ofLiteral(address);
      boolean mapped = address.contains(":") && literal instanceof Inet4Address;
      int most = literal instanceof Inet4Address && !mapped ? 32 : 128;
      String digits = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
      if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
        throw new IllegalArgumentException("its prefix is not 0 to " + most);
      }
      long[] bits = bits(literal);
      return new Network(bits[0], bits[1], Integer.parseInt(digits) + 128 - most);
    } catch (IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          "%s is not a network such as 10.0.0.0/8 or 2001:db8::/32%s"
              .formatted(text, why.contains("prefix") ? ": " + why : ""),
          e);
    }
  }

  /** Whether the peer is one of these. */
  public boolean contains(SocketAddress peer) {
    return switch (peer) {
      case UnixDomainSocketAddress unix -> prefix < 0;
      case InetSocketAddress inet -> inet.getAddress() != null && contains(inet.getAddress());
      default -> false;
    };
  }

  /** Whether the address is in this network. */
  public boolean contains(InetAddress address) {
    long[] bits = bits(address);
    return prefix >= 0
        && isIpv4() == (address instanceof Inet4Address)
        && (bits[0] & highMask(prefix)) == high
        && (bits[1] & lowMask(prefix)) == low;
  }

  /** As it is read. */
  @Override
  public String toString() {
    if (prefix < 0) {
      return "unix";
    }
    byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    try {
      // Java makes an IPv4 address of a mapped one.
      String address = InetAddress.getByAddress(bytes).getHostAddress();
      int length = isIpv4() ? prefix - 96 : prefix;
      return length == (isIpv4() ? 32 : 128) ? address : address + "/" + length;
    } catch (UnknownHostException e) {
      throw new AssertionError("16 bytes are an address", e);
    }
  }

  private boolean isIpv4() {
    return prefix >= 96 && high == 0 && (low >>> 32) == (MAPPED >>> 32);
  }

  private static long[] bits(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new long[] {0, MAPPED | Integer.toUnsignedLong(bytes.getInt())}
        : new long[] {bytes.getLong(), bytes.getLong()};
  }

  private static long highMask(int prefix) {
    return prefix <= 0 ? 0 : prefix >= 64 ? -1 : -1L << (64 - prefix);
  }

  private static long lowMask(int prefix) {
    return prefix <= 64 ? 0 : -1L << (128 - prefix);
  }
}
