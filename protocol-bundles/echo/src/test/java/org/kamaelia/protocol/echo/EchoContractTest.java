package org.kamaelia.protocol.echo;

import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;

class EchoContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return new EchoFactory();
  }
}
