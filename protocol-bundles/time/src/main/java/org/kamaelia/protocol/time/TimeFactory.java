package org.kamaelia.protocol.time;

import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.service.component.annotations.Component;

/** Registers {@link Time} under the name {@code time}. */
@Component
@Protocol(name = "time", port = 37)
public final class TimeFactory implements ProtocolFactory {
  @Override
  public Time create(Connection connection) {
    return new Time();
  }
}
