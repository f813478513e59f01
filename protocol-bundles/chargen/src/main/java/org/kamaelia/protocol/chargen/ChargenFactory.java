package org.kamaelia.protocol.chargen;

import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.service.component.annotations.Component;

/** Registers {@link Chargen} under the name {@code chargen}. */
@Component
@Protocol(name = "chargen", port = 19)
public final class ChargenFactory implements ProtocolFactory {
  @Override
  public Chargen create(Connection connection) {
    return new Chargen();
  }
}
