package org.kamaelia.protocol.trouble;

import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.service.component.annotations.Component;

/** Registers {@link Trouble} under the name {@code trouble}; its port is not IANA's. */
@Component
@Protocol(name = "trouble", port = 7099)
public final class TroubleFactory implements ProtocolFactory {
  @Override
  public Trouble create(Connection connection) {
    return new Trouble();
  }
}
