package org.kamaelia.testbed.sim;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.testbed.TransportContract;

/**
 * A simulated host's sockets are as those of a system. The contract has loops with threads of their
 * own, so here, and only here, a simulation runs in the time of the machine.
 */
class SimulatedTransportTest extends TransportContract {
  private final Simulation simulation = new Simulation(1);
  private final RealTime time = simulation.startRealTime();
  private final Transport transport = simulation.host("here").transport();

  @AfterEach
  void stop() {
    time.close();
  }

  @Override
  public Transport transport() {
    return transport;
  }

  /** There are no files and no descriptors. */
  @Override
  public Set<Feature> lacks() {
    return Set.of(Feature.UNIX_DOMAIN, Feature.SOCKET_FILES, Feature.DESCRIPTORS);
  }
}
