package org.kamaelia.metrics;

import java.nio.charset.StandardCharsets;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.testbed.ProtocolContract;

class MetricsContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    return connection -> new Http(HttpTest.PAGES);
  }

  @Override
  protected byte[] exchange() {
    return "GET /metrics HTTP/1.1\r\nHost: a\r\nAccept: text/plain\r\n\r\n"
        .getBytes(StandardCharsets.US_ASCII);
  }
}
