package org.kamaelia.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.kamaelia.http.HttpException;
import org.kamaelia.http.HttpHandler;
import org.kamaelia.http.Request;
import org.kamaelia.http.Response;

/**
 * The pages. They are made on threads of their own, as what the server is asked may have to wait
 * for the loops; a connection waits for its page meanwhile, and gives its turn back while it does.
 */
final class MetricsHandler implements HttpHandler {
  /** Where they are. */
  static final List<String> PATHS = List.of("/metrics", "/health", "/health/live", "/health/ready");

  private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();
  private final OpenMetricsTextFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
  private final PrometheusRegistry registry;
  private final Health health;
  private final Executor threads;

  /**
   * @param threads where pages are made: not on the loops
   */
  MetricsHandler(PrometheusRegistry registry, Health health, Executor threads) {
    this.registry = registry;
    this.health = health;
    this.threads = threads;
  }

  @Override
  public Response handle(Request request) {
    if (!request.is("GET") && !request.is("HEAD")) {
      return Response.methodNotAllowed("GET", "HEAD");
    }
    Response page =
        switch (request.path()) {
          case "/metrics" -> {
            String accept = request.header("Accept").orElse("");
            yield made(() -> metrics(accept));
          }
          case "/health/live" -> Response.json("{\"status\":\"up\"}\n");
          default -> made(health::told);
        };
    return page.header("Cache-Control", "no-store");
  }

  private Response metrics(String accept) throws IOException {
    ExpositionFormatWriter writer = openMetrics.accepts(accept) ? openMetrics : text;
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    writer.write(content, registry.scrape());
    return Response.of(writer.getContentType(), ByteBuffer.wrap(content.toByteArray()));
  }

  private Response made(Callable<Response> page) {
    var asked = new FutureTask<>(page);
    threads.execute(asked);
    try {
      return asked.get();
    } catch (ExecutionException e) {
      System.getLogger("org.kamaelia.metrics")
          .log(System.Logger.Level.WARNING, "a page cannot be made", e.getCause());
      return Response.text("it cannot be told now; see the log\n").status(503);
    } catch (InterruptedException e) {
      throw new HttpException(503, "the connection is stopped");
    }
  }
}
