package org.kamaelia.protocol.echo;

import static org.kamaelia.net.Protocol.Carrier.DATAGRAM;
import static org.kamaelia.net.Protocol.Carrier.STREAM;

import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.osgi.service.component.annotations.Component;

/** Registers {@link Echo} under the name {@code echo}. */
@Component
@Protocol(
    name = "echo",
    port = 7,
    carriers = {STREAM, DATAGRAM})
public final class EchoFactory implements ProtocolFactory {
  @Override
  public Echo create(Connection connection) {
    return new Echo();
  }
}
