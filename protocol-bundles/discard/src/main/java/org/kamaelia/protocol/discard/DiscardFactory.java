package org.kamaelia.protocol.discard;

import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.service.component.annotations.Component;

/** Registers {@link Discard} under the name {@code discard}. */
@Component
@Protocol(name = "discard", port = 9)
public final class DiscardFactory implements ProtocolFactory {
  @Override
  public Discard create(Connection connection) {
    return new Discard();
  }

  @Override
  public boolean handsOver() {
    return true;
  }
}
