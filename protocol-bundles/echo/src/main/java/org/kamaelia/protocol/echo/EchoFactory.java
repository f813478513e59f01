package org.kamaelia.protocol.echo;

import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.service.component.annotations.Component;

/** Registers {@link Echo} under the name {@code echo}. */
@Component
@Protocol(name = "echo", port = 7, datagrams = true)
public final class EchoFactory implements ProtocolFactory {
  @Override
  public Echo create(Connection connection) {
    return new Echo();
  }

  @Override
  public boolean handsOver() {
    return true;
  }
}
