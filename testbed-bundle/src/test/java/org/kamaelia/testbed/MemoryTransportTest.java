package org.kamaelia.testbed;

import java.util.Set;
import org.kamaelia.net.transport.MemoryTransport;
import org.kamaelia.net.transport.Transport;

/** Connections within the process are as those outside, but for what is the system's. */
class MemoryTransportTest extends TransportContract {
  private final Transport network = new MemoryTransport();

  @Override
  public Transport transport() {
    return network;
  }

  @Override
  public Set<Feature> lacks() {
    return Set.of(Feature.ANY_ADDRESS, Feature.SOCKET_FILES, Feature.DESCRIPTORS);
  }
}
