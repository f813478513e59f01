package org.kamaelia.protocol.daytime;

import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;

class DaytimeContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return new DaytimeFactory();
  }
}
