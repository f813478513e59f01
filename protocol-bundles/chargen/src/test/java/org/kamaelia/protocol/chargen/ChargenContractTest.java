package org.kamaelia.protocol.chargen;

import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;

class ChargenContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return new ChargenFactory();
  }
}
