package org.kamaelia.testbed;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kamaelia.net.transport.Transport;

/** What {@code epoll} has to do for the server. */
@EnabledOnOs(OS.LINUX)
class EpollTransportTest extends TransportContract {
  @Override
  public Transport transport() {
    return Transport.named("epoll");
  }
}
