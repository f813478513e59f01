package org.kamaelia.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A datagram, received or to be sent.
 *
 * @param peer the other side: who sent it, or who is to get it
 * @param payload its bytes, from position to limit; empty ones are datagrams too. It belongs to
 *     whoever received the datagram last
 * @param received when the system received it, in nanoseconds since 1970-01-01T00:00Z by its clock;
 *     0 if it does not tell, and of those to be sent
 * @param trafficClass the byte of its IP header with which it came: of RFC 2474, and the two lowest
 *     bits of RFC 3168; 0 if the system does not tell, and of those to be sent
 */
public record Datagram(
    InetSocketAddress peer, ByteBuffer payload, long received, int trafficClass) {

  /** A datagram to be sent. */
  public Datagram(InetSocketAddress peer, ByteBuffer payload) {
    this(peer, payload, 0, 0);
  }

  /** Whether it met congestion on its way: RFC 3168, section 5. */
  public boolean isMarked() {
    return (trafficClass & 3) == 3;
  }
}
