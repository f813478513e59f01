package org.kamaelia.testbed.sim;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Packets as bytes: IPv4 (RFC 791) or IPv6 (RFC 8200), with TCP and its options or UDP. Made for
 * who looks at them only; among simulated hosts nobody does.
 */
final class IpBytes {
  private static final int FOUR = 20;
  private static final int SIX = 40;
  private static final int TCP = 20;
  private static final int UDP = 8;
  private static final int HOPS = 64;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int MORE_FRAGMENTS = 0x2000;
  private static final int FRAGMENT_HEADER = 44;

  private static final byte NOP = 1;
  private static final byte MSS = 2;
  private static final byte SCALE = 3;
  private static final byte SACK_PERMITTED = 4;
  private static final byte SACK = 5;
  private static final byte STAMP = 8;

  private IpBytes() {}

  static byte[] of(SimulatedPacket packet) {
    ByteBuffer out = ByteBuffer.allocate(packet.length());
    @Nullable Fragment part = packet instanceof Fragment it && !it.isWhole() ? it : null;
    if (packet.flow.isIpv6()) {
      six(out, packet, part);
    } else {
      four(out, packet, part);
    }
    int start = out.position();
    switch (packet) {
      case Segment segment -> tcp(out, segment);
      case Fragment fragment -> udp(out, fragment);
    }
    out.put(packet.bytes, packet.offset, packet.count);
    if (packet instanceof Segment) {
      int sum = fold(pseudo(packet, out.capacity() - start) + sum(out, start, out.capacity()));
      out.putShort(start + 16, (short) (packet.corrupt ? sum ^ 1 : sum));
    }
    return out.array();
  }

  private static void four(ByteBuffer out, SimulatedPacket packet, @Nullable Fragment part) {
    out.put((byte) 0x45).put((byte) ecn(packet)).putShort((short) out.capacity());
    if (part == null) {
      out.putShort((short) 0).putShort((short) DONT_FRAGMENT);
    } else {
      out.putShort((short) part.number)
          .putShort((short) (place(part) / 8 | (isLast(part) ? 0 : MORE_FRAGMENTS)));
    }
    out.put((byte) HOPS).put((byte) packet.flow.protocol).putShort((short) 0);
    out.put(address(packet.flow.from.getAddress())).put(address(packet.flow.to.getAddress()));
    out.putShort(10, (short) fold(sum(out, 0, FOUR)));
  }

  private static void six(ByteBuffer out, SimulatedPacket packet, @Nullable Fragment part) {
    out.putInt(0x6000_0000 | ecn(packet) << 20).putShort((short) (out.capacity() - SIX));
    out.put((byte) (part == null ? packet.flow.protocol : FRAGMENT_HEADER)).put((byte) HOPS);
    out.put(address(packet.flow.from.getAddress())).put(address(packet.flow.to.getAddress()));
    if (part != null) {
      out.put((byte) packet.flow.protocol).put((byte) 0);
      out.putShort((short) (place(part) | (isLast(part) ? 0 : 1))).putInt((int) part.number);
    }
  }

  /** Where in the IP packet that was parted its bytes are: the first part has the header too. */
  private static int place(Fragment part) {
    return part.at == 0 ? 0 : UDP + part.at;
  }

  private static boolean isLast(Fragment part) {
    return part.at + part.count == part.of;
  }

  private static byte[] address(InetAddress address) {
    return address.getAddress();
  }

  private static int ecn(SimulatedPacket packet) {
    return switch (packet.ecn) {
      case NOT_ECT -> 0;
      case ECT_1 -> 1;
      case ECT_0 -> 2;
      case CE -> 3;
    };
  }

  private static void tcp(ByteBuffer out, Segment segment) {
    int start = out.position();
    int header = segment.headers() - start;
    out.putShort((short) segment.flow.from.getPort()).putShort((short) segment.flow.to.getPort());
    out.putInt(segment.sequence).putInt(segment.acknowledgment);
    out.put((byte) (header << 2)).put((byte) segment.flags).putShort((short) segment.window);
    out.putShort((short) 0).putShort((short) 0);
    options(out, segment);
    assert out.position() == start + header && header >= TCP : "as long as the segment says";
  }

  /** As many bytes as {@link Segment#headers} counts. */
  private static void options(ByteBuffer out, Segment segment) {
    if (segment.mss > 0) {
      out.put(MSS).put((byte) 4).putShort((short) segment.mss);
    }
    if (segment.sackPermitted) {
      if (!segment.stamped) {
        out.put(NOP).put(NOP);
      }
      out.put(SACK_PERMITTED).put((byte) 2);
    } else if (segment.stamped) {
      out.put(NOP).put(NOP);
    }
    if (segment.stamped) {
      out.put(STAMP).put((byte) 10).putInt(segment.stamp).putInt(segment.echo);
    }
    if (segment.scale >= 0) {
      out.put(NOP).put(SCALE).put((byte) 3).put((byte) segment.scale);
    }
    int[] sacks = segment.sacks;
    if (segment.sackEdges > 0 && sacks != null) {
      out.put(NOP).put(NOP).put(SACK).put((byte) (2 + 4 * segment.sackEdges));
      for (int i = 0; i < segment.sackEdges; i++) {
        out.putInt(sacks[i]);
      }
    }
  }

  /** The checksum is of the whole datagram, also in its first part. */
  private static void udp(ByteBuffer out, Fragment fragment) {
    if (fragment.at > 0) {
      return;
    }
    int length = UDP + fragment.of;
    out.putShort((short) fragment.flow.from.getPort());
    out.putShort((short) fragment.flow.to.getPort()).putShort((short) length);
    int header = out.position() - 6;
    long datagram = sum(ByteBuffer.wrap(fragment.bytes), fragment.offset, fragment.of);
    int sum = fold(pseudo(fragment, length) + sum(out, header, header + 6) + datagram);
    sum = fragment.corrupt ? sum ^ 1 : sum;
    out.putShort((short) (sum == 0 ? 0xFFFF : sum)); // 0 would mean that there is none
  }

  private static long pseudo(SimulatedPacket packet, int length) {
    byte[] from = address(packet.flow.from.getAddress());
    byte[] to = address(packet.flow.to.getAddress());
    return sum(ByteBuffer.wrap(from), 0, from.length)
        + sum(ByteBuffer.wrap(to), 0, to.length)
        + packet.flow.protocol
        + length;
  }

  private static long sum(ByteBuffer bytes, int from, int to) {
    long sum = 0;
    int at = from;
    for (; at + 1 < to; at += 2) {
      sum += bytes.getShort(at) & 0xFFFF;
    }
    return at < to ? sum + ((bytes.get(at) & 0xFF) << 8) : sum;
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
