package org.kamaelia.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.kamaelia.console.Diagnosis;
import org.kamaelia.console.Diagnostics;
import org.kamaelia.protocol.http.HttpFactory;
import org.kamaelia.testbed.ProtocolTester;

class MetricsHandlerTest {
  private static final Diagnosis WELL = diagnosis();

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private Diagnosis found = WELL;
  private boolean started = true;
  private Optional<Diagnostics> diagnostics =
      Optional.of(
          new Diagnostics() {
            @Override
            public Diagnosis diagnose() {
              looks.incrementAndGet();
              return found;
            }

            @Override
            public String json(Diagnosis diagnosis) {
              return "{\"missing\":\"%s\"}".formatted(diagnosis.missing());
            }
          });

  private static Diagnosis diagnosis(String... missing) {
    return new Diagnosis(
        List.of(missing),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false);
  }

  private final MetricsHandler handler =
      new MetricsHandler(
          registry, new Health(() -> diagnostics, () -> started, nanos::get), Runnable::run);

  private String ask(String method, String path, String... fields) {
    try (var peer = ProtocolTester.of(HttpFactory.serving("/*", handler))) {
      peer.send(
          "%s %s HTTP/1.1\r\nHost: a\r\n%s\r\n".formatted(method, path, String.join("", fields)));
      return new String(peer.take(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void numbersAreInTheFormThatIsAskedFor() {
    registry.register(
        () ->
            GaugeSnapshot.builder()
                .name("answer")
                .dataPoint(GaugeDataPointSnapshot.builder().value(42).build())
                .build());
    String plain = ask("GET", "/metrics?x=y");
    assertThat(plain)
        .startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n")
        .contains("\r\nCache-Control: no-store\r\n")
        .endsWith("\r\n\r\n# TYPE answer gauge\nanswer 42.0\n");
    assertThat(ask("GET", "/metrics", "Accept: application/openmetrics-text; version=1.0.0\r\n"))
        .contains(
            "\r\nContent-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n")
        .endsWith("\nanswer 42.0\n# EOF\n");
    assertThat(ask("HEAD", "/metrics")).contains("\r\nContent-Length: 32\r\n").endsWith("\r\n\r\n");
  }

  @Test
  void othersThanGetAndHeadAreNotAllowed() {
    for (String path : MetricsHandler.PATHS) {
      assertThat(ask("POST", path))
          .startsWith("HTTP/1.1 405 ")
          .contains("\r\nAllow: GET, HEAD\r\n");
    }
  }

  @Test
  void aPageThatCannotBeMadeIsTemporarilyUnavailable() {
    Collector broken =
        () -> {
          throw new IllegalStateException("secret");
        };
    registry.register(broken);
    assertThat(ask("GET", "/metrics")).startsWith("HTTP/1.1 503 ").doesNotContain("secret");
  }

  @Test
  void itIsReadyWhenAllHasStartedAndNothingIsWrong() {
    String up = "{\"status\":\"up\",\"started\":true,\"diagnosis\":{\"missing\":\"[]\"}}\n";
    assertHealth("200 OK", up);

    started = false;
    assertHealth("503 Service Unavailable", up.replace("up", "down").replace("true", "false"));

    started = true;
    found = diagnosis("a server");
    assertHealth("503 Service Unavailable", up.replace("up", "down").replace("[]", "[a server]"));

    diagnostics = Optional.empty();
    assertHealth(
        "503 Service Unavailable",
        "{\"status\":\"down\",\"started\":true,\"reason\":\"nobody can tell: is"
            + " org.kamaelia.console started?\"}\n");
  }

  private void assertHealth(String status, String content) {
    nanos.addAndGet(1_000_000_000);
    for (String path : List.of("/health", "/health/ready")) {
      assertThat(ask("GET", path))
          .startsWith("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n")
          .contains("\r\nCache-Control: no-store\r\n")
          .endsWith("\r\n\r\n" + content);
    }
  }

  @Test
  void itIsAliveWhateverIsWrong() {
    started = false;
    diagnostics = Optional.empty();
    assertThat(ask("GET", "/health/live"))
        .startsWith("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        .endsWith("\r\n\r\n{\"status\":\"up\"}\n");
  }

  @Test
  void whoAsksWithinASecondGetsWhatWasFound() {
    ask("GET", "/health");
    found = diagnosis("a server");
    nanos.addAndGet(999_999_999);
    assertThat(ask("GET", "/health")).startsWith("HTTP/1.1 200 ");
    assertThat(looks).hasValue(1);
    nanos.addAndGet(1);
    assertThat(ask("GET", "/health")).startsWith("HTTP/1.1 503 ");
    assertThat(looks).hasValue(2);
  }
}
