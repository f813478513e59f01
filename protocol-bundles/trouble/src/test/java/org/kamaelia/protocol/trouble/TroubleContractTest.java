package org.kamaelia.protocol.trouble;

import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;

class TroubleContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return new TroubleFactory();
  }
}
