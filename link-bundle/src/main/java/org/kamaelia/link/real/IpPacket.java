package org.kamaelia.link.real;

import java.util.random.RandomGenerator;
import org.kamaelia.link.Ecn;
import org.kamaelia.link.Packet;

/**
 * A packet as it is on the wire, IPv4 or IPv6 by its first four bits.
 *
 * @param bytes the IP header and what is behind it; nobody changes them any more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IpPacket(byte[] bytes) implements Packet {
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int SCTP = 132;

  @Override
  public int length() {
    return bytes.length;
  }

  private boolean isV4() {
    return bytes.length >= 20 && (bytes[0] >> 4 & 0xF) == 4;
  }

  private boolean isV6() {
    return bytes.length >= 40 && (bytes[0] >> 4 & 0xF) == 6;
  }

  /** Of IPv6 without the extensions, which are read as content. */
  private int headerLength() {
    return isV4() ? Math.min((bytes[0] & 0xF) * 4, bytes.length) : isV6() ? 40 : 0;
  }

  @Override
  public int flow() {
    if (!isV4() && !isV6()) {
      return 0;
    }
    int protocol = bytes[isV4() ? 9 : 6];
    int hash = hash(protocol, isV4() ? 12 : 8, isV4() ? 20 : 40);
    int header = headerLength();
    // of IPv4 fragments the later ones have no ports
    boolean first = isV6() || ((bytes[6] & 0x3F) | bytes[7]) == 0;
    boolean hasPorts = protocol == TCP || protocol == UDP || (protocol & 0xFF) == SCTP;
    if (first && hasPorts && bytes.length >= header + 4) {
      hash = hash(hash, header, header + 4);
    }
    return hash;
  }

  private int hash(int initial, int from, int to) {
    int hash = initial;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  @Override
  public Ecn ecn() {
    int bits = isV4() ? bytes[1] & 3 : isV6() ? (bytes[1] >> 4) & 3 : 0;
    return switch (bits) {
      case 1 -> Ecn.ECT_1;
      case 2 -> Ecn.ECT_0;
      case 3 -> Ecn.CE;
      default -> Ecn.NOT_ECT;
    };
  }

  @Override
  public Packet marked() {
    byte[] marked = bytes.clone();
    if (isV6()) {
      marked[1] |= 0x30;
    } else if (isV4()) {
      int before = marked[1] & 0xFF;
      marked[1] |= 3;
      adjustChecksum(marked, (marked[1] & 0xFF) - before);
    }
    return new IpPacket(marked);
  }

  /** RFC 1624, equation 3: HC' = ~(~HC + ~m + m'). */
  private static void adjustChecksum(byte[] header, int added) {
    int checksum = ((header[10] & 0xFF) << 8) | (header[11] & 0xFF);
    int sum = (~checksum & 0xFFFF) + added;
    sum = (sum & 0xFFFF) + (sum >>> 16);
    header[10] = (byte) (~sum >> 8);
    header[11] = (byte) ~sum;
  }

  /** One bit behind the IP header is changed, so that it gets to whoever checks the content. */
  @Override
  public Packet corrupted(RandomGenerator random) {
    int header = headerLength();
    if (header >= bytes.length) {
      return this;
    }
    byte[] corrupted = bytes.clone();
    corrupted[random.nextInt(header, bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return new IpPacket(corrupted);
  }
}
