package org.kamaelia.protocol.echo;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Component;

/** Sends back what it gets, until the peer ends (RFC 862). */
public final class Echo extends Component<ByteBuffer, ByteBuffer> {
  @Override
  protected void run() {
    for (var bytes : inbox) outbox.send(bytes);
  }
}
