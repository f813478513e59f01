package org.kamaelia.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.protocol.http.HttpFactory;
import org.kamaelia.testbed.ProtocolContract;

class MetricsContractTest extends ProtocolContract {
  @Override
  protected ProtocolFactory factory() {
    Health health = new Health(Optional::empty, () -> false, System::nanoTime);
    ProtocolFactory http =
        HttpFactory.serving(
            "/*", new MetricsHandler(new PrometheusRegistry(), health, Runnable::run));
    return http::create; // the code of HTTP itself is looked at by its own test
  }

  @Override
  protected byte[] exchange() {
    return "GET /health HTTP/1.1\r\nHost: a\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"
        .getBytes(StandardCharsets.US_ASCII);
  }
}
