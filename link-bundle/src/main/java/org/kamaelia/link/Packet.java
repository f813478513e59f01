package org.kamaelia.link;

import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ConsumerType;

/** What a link carries: an IP packet, immutable. */
@ConsumerType
public interface Packet {
  /** Its length in bytes, the IP header included. */
  int length();

  /**
   * A number that the packets of one flow share, and those of others hardly ever: a hash of
   * protocol, addresses and ports. Fair queues tell flows by it.
   */
  int flow();

  /** What it says of congestion. */
  Ecn ecn();

  /** The same packet with {@link Ecn#CE}. */
  Packet marked();

  /** The same packet with one bit of its content the other way round. */
  Packet corrupted(RandomGenerator random);
}
