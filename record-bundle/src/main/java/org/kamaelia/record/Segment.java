package org.kamaelia.record;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a captured packet carries: a TCP segment or a UDP datagram.
 *
 * @param from who sent it
 * @param to whom it is for
 * @param datagram whether it is UDP; the numbers and flags are 0 then
 * @param sequence the number of the first byte, or of SYN
 * @param flags TCP's
 * @param data the bytes that it carries
 */
record Segment(
    InetSocketAddress from,
    InetSocketAddress to,
    boolean datagram,
    int sequence,
    int flags,
    ByteBuffer data) {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PUSH = 8;
  static final int ACK = 16;

  private static final int ETHERNET = 1;
  private static final int IPV4 = 228;
  private static final int IPV6 = 229;
  private static final int ETHERNET_HEAD = 14;
  private static final int VLAN = 0x8100;
  private static final int FRAGMENT = 0x3FFF;

  /** Reads a packet; null if it carries something else, or not all of it is there. */
  static @Nullable Segment of(Packet packet) {
    ByteBuffer bytes = ByteBuffer.wrap(packet.bytes());
    return switch (packet.linkType()) {
      case PcapngWriter.RAW, IPV4, IPV6 -> ip(bytes);
      case ETHERNET -> ethernet(bytes);
      default -> null;
    };
  }

  private static @Nullable Segment ethernet(ByteBuffer bytes) {
    int at = ETHERNET_HEAD;
    while (bytes.limit() >= at && (bytes.getShort(at - 2) & 0xFFFF) == VLAN) {
      at += 4;
    }
    return bytes.limit() < at ? null : ip(bytes.slice(at, bytes.limit() - at));
  }

  private static @Nullable Segment ip(ByteBuffer bytes) {
    if (bytes.remaining() < 20) {
      return null;
    }
    int version = (bytes.get(0) & 0xFF) >> 4;
    int header = version == 4 ? (bytes.get(0) & 0xF) * 4 : 40;
    int length = version == 4 ? bytes.getShort(2) & 0xFFFF : 40 + (bytes.getShort(4) & 0xFFFF);
    boolean whole = header >= 20 && length >= header && length <= bytes.remaining();
    if (!whole || (version != 4 && version != 6)) {
      return null;
    }
    if (version == 4 && (bytes.getShort(6) & FRAGMENT) != 0) {
      return null;
    }
    InetAddress from = address(bytes, version == 4 ? 12 : 8, version == 4 ? 4 : 16);
    InetAddress to = address(bytes, version == 4 ? 16 : 24, version == 4 ? 4 : 16);
    ByteBuffer carried = bytes.slice(header, length - header);
    return switch (bytes.get(version == 4 ? 9 : 6)) {
      case IpPackets.TCP -> tcp(from, to, carried);
      case IpPackets.UDP -> udp(from, to, carried);
      default -> null;
    };
  }

  private static @Nullable Segment tcp(InetAddress from, InetAddress to, ByteBuffer bytes) {
    int header = bytes.remaining() < 20 ? 0 : ((bytes.get(12) & 0xF0) >> 4) * 4;
    if (header < 20 || header > bytes.remaining()) {
      return null;
    }
    return new Segment(
        new InetSocketAddress(from, bytes.getShort(0) & 0xFFFF),
        new InetSocketAddress(to, bytes.getShort(2) & 0xFFFF),
        false,
        bytes.getInt(4),
        bytes.get(13) & 0xFF,
        bytes.slice(header, bytes.remaining() - header));
  }

  private static @Nullable Segment udp(InetAddress from, InetAddress to, ByteBuffer bytes) {
    if (bytes.remaining() < 8) {
      return null;
    }
    int length = bytes.getShort(4) & 0xFFFF;
    if (length < 8 || length > bytes.remaining()) {
      return null;
    }
    return new Segment(
        new InetSocketAddress(from, bytes.getShort(0) & 0xFFFF),
        new InetSocketAddress(to, bytes.getShort(2) & 0xFFFF),
        true,
        0,
        0,
        bytes.slice(8, length - 8));
  }

  private static InetAddress address(ByteBuffer bytes, int at, int length) {
    byte[] address = new byte[length];
    bytes.get(at, address);
    try {
      return length == 16
          ? Inet6Address.getByAddress(null, address, -1)
          : InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes, or sixteen", e);
    }
  }

  /** The number of the first byte that it carries: SYN has one of its own before it. */
  int first() {
    return sequence + (has(SYN) ? 1 : 0);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  byte[] bytes() {
    byte[] copy = new byte[data.remaining()];
    data.get(data.position(), copy);
    return copy;
  }

  /** The same, without the first bytes. */
  byte[] bytesFrom(int skipped) {
    return Arrays.copyOfRange(bytes(), skipped, data.remaining());
  }
}
