package org.kamaelia.protocol.discard;

import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;

class DiscardContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return new DiscardFactory();
  }
}
