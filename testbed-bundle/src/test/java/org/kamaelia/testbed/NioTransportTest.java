package org.kamaelia.testbed;

import org.kamaelia.net.transport.Transport;

/** What {@code java.nio} has to do for the server. */
class NioTransportTest extends TransportContract {
  @Override
  public Transport transport() {
    return Transport.named("nio");
  }
}
