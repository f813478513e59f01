package org.kamaelia.record;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** IP packets for what was seen without them: IPv4 (RFC 791) or IPv6 (RFC 8200), TCP and UDP. */
final class IpPackets {
  static final int TCP = 6;
  static final int UDP = 17;

  /** The longest packet for TCP, in bytes: what Ethernet carries. */
  static final int MTU = 1500;

  private static final int HOPS = 64;
  private static final short DONT_FRAGMENT = 0x4000;

  private IpPackets() {}

  /** How many bytes of IP and TCP stand before the data. */
  static int tcpOverhead(InetAddress one, InetAddress other) {
    boolean four = one instanceof Inet4Address && other instanceof Inet4Address;
    return (four ? 20 : 40) + 20;
  }

  /**
   * A TCP segment (RFC 9293).
   *
   * @param options a multiple of four bytes
   */
  static byte[] tcp(
      InetSocketAddress from,
      InetSocketAddress to,
      int sequence,
      int acknowledgement,
      int flags,
      byte[] options,
      ByteBuffer data) {
    int headers = 20 + options.length;
    byte[] packet = ip(from, to, TCP, headers + data.remaining());
    int start = packet.length - headers - data.remaining();
    ByteBuffer out = ByteBuffer.wrap(packet).position(start);
    out.putShort((short) from.getPort()).putShort((short) to.getPort());
    out.putInt(sequence).putInt(acknowledgement);
    out.put((byte) (headers << 2)).put((byte) flags);
    out.putShort((short) 0xFFFF).putShort((short) 0).putShort((short) 0);
    out.put(options).put(data.duplicate());
    out.putShort(start + 16, (short) transportChecksum(packet, start, from, to, TCP));
    return packet;
  }

  /** A UDP datagram (RFC 768); up to 65,507 bytes of data. */
  static byte[] udp(InetSocketAddress from, InetSocketAddress to, ByteBuffer data) {
    int length = 8 + data.remaining();
    byte[] packet = ip(from, to, UDP, length);
    int start = packet.length - length;
    ByteBuffer out = ByteBuffer.wrap(packet).position(start);
    out.putShort((short) from.getPort()).putShort((short) to.getPort());
    out.putShort((short) length).putShort((short) 0).put(data.duplicate());
    int sum = transportChecksum(packet, start, from, to, UDP);
    // 0 would mean that there is none
    out.putShort(start + 6, (short) (sum == 0 ? 0xFFFF : sum));
    return packet;
  }

  /** A packet with its header written, and room for what it carries. */
  private static byte[] ip(InetSocketAddress from, InetSocketAddress to, int protocol, int length) {
    byte[] source = from.getAddress().getAddress();
    byte[] target = to.getAddress().getAddress();
    if (source.length == 4 && target.length == 4) {
      byte[] packet = new byte[20 + length];
      ByteBuffer out = ByteBuffer.wrap(packet);
      out.put((byte) 0x45).put((byte) 0).putShort((short) packet.length);
      out.putShort((short) 0).putShort(DONT_FRAGMENT);
      out.put((byte) HOPS).put((byte) protocol).putShort((short) 0);
      out.put(source).put(target);
      out.putShort(10, (short) fold(sum(packet, 0, 20)));
      return packet;
    }
    byte[] packet = new byte[40 + length];
    ByteBuffer out = ByteBuffer.wrap(packet);
    out.putInt(0x6000_0000).putShort((short) length).put((byte) protocol).put((byte) HOPS);
    out.put(six(source)).put(six(target));
    return packet;
  }

  /** As IPv4-mapped where the other side is IPv6. */
  private static byte[] six(byte[] address) {
    if (address.length == 16) {
      return address;
    }
    byte[] mapped = new byte[16];
    ByteBuffer.wrap(mapped).putShort(10, (short) 0xFFFF).put(12, address);
    return mapped;
  }

  private static int transportChecksum(
      byte[] packet, int start, InetSocketAddress from, InetSocketAddress to, int protocol) {
    // A mapped address sums up to its own sum and 0xFFFF, which is 0 in these sums.
    byte[] source = from.getAddress().getAddress();
    byte[] target = to.getAddress().getAddress();
    long sum = sum(source, 0, source.length) + sum(target, 0, target.length);
    int length = packet.length - start;
    return fold(sum + protocol + (length >>> 16) + (length & 0xFFFF) + sum(packet, start, length));
  }

  private static long sum(byte[] bytes, int from, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += (long) (bytes[from + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
    }
    return sum;
  }

  /** The Internet checksum of a sum (RFC 1071). */
  private static int fold(long sum) {
    long folded = sum;
    while (folded > 0xFFFF) {
      folded = (folded & 0xFFFF) + (folded >>> 16);
    }
    return (int) ~folded & 0xFFFF;
  }
}
