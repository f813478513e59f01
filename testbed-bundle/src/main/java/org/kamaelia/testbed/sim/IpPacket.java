package org.kamaelia.testbed.sim;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.kamaelia.link.Packet;
import org.osgi.annotation.versioning.ProviderType;

/** A packet of a simulated network, to be looked at. Its text says what a capture would. */
@ProviderType
public sealed interface IpPacket extends Packet permits SimulatedPacket {
  /** Who sent it. */
  InetSocketAddress source();

  /** To whom. */
  InetSocketAddress destination();

  /** Whether it is of TCP; else it is of UDP. */
  boolean isTcp();

  /** The bytes that it carries, without headers; not to be changed. */
  ByteBuffer payload();

  /**
   * All of it, from the IP header on, as it would be on a wire, with checksums that are right
   * unless it is corrupted. Made anew each time.
   */
  byte[] toBytes();
}
