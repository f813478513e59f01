package org.kamaelia.protocol.discard;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Component;

/** Throws away what it gets, until the peer ends (RFC 863). */
public final class Discard extends Component<ByteBuffer, ByteBuffer> {
  @Override
  protected void run() {
    while (true) inbox.receive();
  }
}
