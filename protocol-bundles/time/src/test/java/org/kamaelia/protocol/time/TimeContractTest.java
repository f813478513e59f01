package org.kamaelia.protocol.time;

import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;

class TimeContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return new TimeFactory();
  }
}
