package org.kamaelia.protocol.trouble;

import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.Determinism;
import org.kamaelia.testbed.ProtocolContract;

class TroubleContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return new TroubleFactory();
  }

  /** It holds up its loop when it is told to. */
  @Override
  protected boolean mayDo(Determinism.Finding finding) {
    return finding.call().equals("java.lang.Thread.onSpinWait");
  }
}
