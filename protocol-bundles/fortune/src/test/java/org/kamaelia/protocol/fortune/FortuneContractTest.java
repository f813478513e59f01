package org.kamaelia.protocol.fortune;

import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;

class FortuneContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() throws Exception {
    return new FortuneFactory();
  }
}
