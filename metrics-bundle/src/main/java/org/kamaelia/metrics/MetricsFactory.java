package org.kamaelia.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.Diagnosis;
import org.kamaelia.console.Diagnostics;
import org.kamaelia.deploy.Deployer;
import org.kamaelia.net.Connection;
import org.kamaelia.net.Protocol;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Server;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Registers the protocol {@code metrics}: pages for Prometheus, and for those who ask whether the
 * server is well. No port is suggested, so it is served only where a listener asks for it.
 */
@Component(service = ProtocolFactory.class)
@Protocol(name = "metrics")
public final class MetricsFactory implements ProtocolFactory, Pages {
  private static final String JSON = "application/json";

  private final Bundle framework;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();
  private final OpenMetricsTextFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Server server;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Deployer deployer;

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  volatile @Nullable Diagnostics diagnostics;

  /** Made by the service component runtime. */
  @Activate
  @SuppressWarnings("this-escape") // the registry asks when it is asked
  public MetricsFactory(BundleContext context) {
    framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
    JvmMetrics.builder().register(registry);
    registry.register(
        new ServerMetrics(() -> Optional.ofNullable(server), () -> Optional.ofNullable(deployer)));
  }

  @Override
  public Http create(Connection connection) {
    return new Http(this);
  }

  @Override
  public Optional<Page> page(String path, String accept) throws IOException {
    return switch (path) {
      case "/metrics" -> Optional.of(metrics(accept));
      case "/health/live" -> Optional.of(json("200 OK", "{\"status\":\"up\"}"));
      case "/health", "/health/ready" -> Optional.of(health());
      default -> Optional.empty();
    };
  }

  private Page metrics(String accept) throws IOException {
    ExpositionFormatWriter writer = openMetrics.accepts(accept) ? openMetrics : text;
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    writer.write(content, registry.scrape());
    return new Page("200 OK", writer.getContentType(), content.toByteArray());
  }

  /** Up when all of the server has started, and {@code diag} finds nothing wrong. */
  private Page health() {
    Diagnostics asked = diagnostics;
    boolean started = framework.getState() == Bundle.ACTIVE;
    if (asked == null) {
      return json(
          "503 Service Unavailable",
          "{\"status\":\"down\",\"started\":%s,\"reason\":\"nobody can tell: is org.kamaelia.console started?\"}"
              .formatted(started));
    }
    Diagnosis found = asked.diagnose();
    boolean up = started && found.allIsWell();
    return json(
        up ? "200 OK" : "503 Service Unavailable",
        "{\"status\":\"%s\",\"started\":%s,\"diagnosis\":%s}"
            .formatted(up ? "up" : "down", started, asked.json(found)));
  }

  private static Page json(String status, String content) {
    return new Page(status, JSON, (content + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
