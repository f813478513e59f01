package org.kamaelia.testbed.sim;

import org.kamaelia.link.Ecn;

/**
 * A UDP datagram, or a part of one that is larger than a packet, RFC 791, section 3.2. The parts of
 * one have its number.
 */
final class Fragment extends SimulatedPacket {
  final long number;

  /** Where in the datagram its bytes are. */
  final int at;

  /** The datagram's bytes. */
  final int of;

  private int services;

  Fragment(Flow flow, long number, byte[] datagram, int at, int count) {
    super(flow);
    this.number = number;
    this.at = at;
    of = datagram.length;
    bytes = datagram;
    offset = at;
    this.count = count;
  }

  /** The byte of RFC 2474 and RFC 3168, before it is sent. */
  void trafficClass(int to) {
    services = to & ~3;
    ecn =
        switch (to & 3) {
          case 1 -> Ecn.ECT_1;
          case 2 -> Ecn.ECT_0;
          case 3 -> Ecn.CE;
          default -> Ecn.NOT_ECT;
        };
  }

  /** The same byte, as it is now. */
  int trafficClass() {
    return services
        | switch (ecn) {
          case NOT_ECT -> 0;
          case ECT_1 -> 1;
          case ECT_0 -> 2;
          case CE -> 3;
        };
  }

  boolean isWhole() {
    return count == of;
  }

  @Override
  int headers() {
    int ip = flow.isIpv6() ? isWhole() ? 40 : 48 : 20;
    return ip + (at == 0 ? 8 : 0);
  }

  @Override
  public String toString() {
    return "%s udp %d bytes%s".formatted(flow, of, isWhole() ? "" : " from " + at);
  }
}
