package org.kamaelia.protocol.daytime;

import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.service.component.annotations.Component;

/** Registers {@link Daytime} under the name {@code daytime}. */
@Component
@Protocol(name = "daytime", port = 13)
public final class DaytimeFactory implements ProtocolFactory {
  @Override
  public Daytime create(Connection connection) {
    return new Daytime();
  }
}
