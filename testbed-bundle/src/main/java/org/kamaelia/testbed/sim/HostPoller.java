package org.kamaelia.testbed.sim;

import java.io.IOException;
import org.kamaelia.axon.Poller;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** Where a loop of a host waits: for work alone, which is also how it hears of the network. */
final class HostPoller implements TransportPoller {
  private final Host host;
  private final boolean simulated;
  private final Poller parking = Poller.parking();

  /**
   * @param simulated whether the loop is the simulated host's own
   */
  HostPoller(Host host, boolean simulated) {
    this.host = host;
    this.simulated = simulated;
  }

  @Override
  public Transport transport() {
    return host.transport();
  }

  @Override
  public void poll(long nanos) throws IOException {
    parking.poll(nanos);
  }

  @Override
  public void wakeup() {
    parking.wakeup();
    if (simulated) {
      host.simulation().wakeUp(host);
    }
  }

  @Override
  public void close() throws IOException {
    parking.close();
  }
}
