package org.kamaelia.net.internal;

import java.lang.module.ModuleDescriptor.Version;
import java.util.Comparator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.DatagramProtocolFactory;
import org.kamaelia.net.ProtocolFactory;

/**
 * A protocol that is registered.
 *
 * @param name its name
 * @param version its version
 * @param origin where its code comes from
 * @param bundle the bundle that registered it, 0 outside OSGi
 * @param port the port it suggests, 0 for none
 * @param carriers what it can be spoken over
 * @param factory makes its components, one for each peer
 * @param sockets makes those that serve a whole socket for datagrams, if that is how it serves them
 * @param handsOver whether it hands connections over, see {@link ProtocolFactory#handsOver}
 * @param number counts registrations: of equal versions the latest is preferred
 */
record ProtocolEntry(
    String name,
    Version version,
    String origin,
    long bundle,
    int port,
    Set<Carrier> carriers,
    ProtocolFactory factory,
    @Nullable DatagramProtocolFactory sockets,
    boolean handsOver,
    long number) {
  /** The factory of a protocol that only serves whole sockets. */
  static final ProtocolFactory NONE =
      connection -> {
        throw new IllegalStateException("it serves datagrams alone");
      };

  static final Comparator<ProtocolEntry> PREFERENCE =
      Comparator.comparing(ProtocolEntry::version).thenComparingLong(ProtocolEntry::number);
}
