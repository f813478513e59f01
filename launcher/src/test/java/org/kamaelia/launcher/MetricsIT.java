package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Numbers and health as their document says they are had, with curl. */
@Timeout(300)
class MetricsIT {
  private static final String PORT = "7090";

  /** A line of Prometheus' text form: a name, labels if there are any, a number. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_]+)(?:\\{(?:[a-z_]+=\"(?:[^\"\\\\\n"
              + "]|\\\\.)*\",?)+})? ([-+]?(?:[0-9.E+-]+|Inf|NaN))");

  @TempDir static Path temp;
  private static Kamaelia kamaelia;
  private static int port;
  private static List<String> commands;

  @BeforeAll
  static void start() throws Exception {
    List<String> blocks = Document.blocks("metrics.md", "");
    commands = blocks.get(1).lines().toList();
    kamaelia = new Kamaelia(temp);
    port = Kamaelia.freePort();
    kamaelia.startDaemon();
    Files.writeString(
        kamaelia.base.resolve("etc/org.kamaelia.net.listener-metrics.cfg"),
        blocks.get(0).replace(PORT, "" + port));
    await("it serves", () -> get("/health/live").startsWith("HTTP/1.1 200 "));
  }

  @AfterAll
  static void end() throws IOException {
    kamaelia.close();
  }

  @Test
  void everyLineIsInPrometheusForm() throws Exception {
    String metrics = run(commands.get(0));
    assertThat(metrics.lines())
        .allMatch(
            line ->
                line.startsWith("# HELP ")
                    || line.startsWith("# TYPE ")
                    || SAMPLE.matcher(line).matches());
    assertThat(metrics)
        .contains(
            "kamaelia_listener_serving{listener=\"echo\"} 1.0",
            "kamaelia_deployment_state{file=\"echo.jar\",state=\"running\"} 1.0",
            "# TYPE kamaelia_loop_turns_total counter",
            "jvm_memory_used_bytes");
    assertThat(get("/metrics", "-H", "Accept: application/openmetrics-text; version=1.0.0"))
        .contains("Content-Type: application/openmetrics-text")
        .endsWith("# EOF\n");
  }

  @Test
  void connectionsAreCounted() throws Exception {
    Path hello = Files.writeString(temp.resolve("hello"), "hello");
    kamaelia.tool(hello, "nc", "-N", "127.0.0.1", "" + kamaelia.port("echo"));
    assertThat(run(commands.get(0)))
        .containsPattern("kamaelia_listener_accepted_total\\{listener=\"echo\"} [1-9]")
        .containsPattern("kamaelia_listener_sent_bytes_total\\{listener=\"echo\"} [1-9]");
  }

  @Test
  void healthIsWhatDiagSays() throws Exception {
    assertThat(get("/health")).startsWith("HTTP/1.1 200 OK").contains("\"status\":\"up\"");
    Files.writeString(
        kamaelia.base.resolve("etc/org.kamaelia.net.listener-lost.cfg"),
        "protocol = nothing\naddress = 127.0.0.1:%d\n".formatted(Kamaelia.freePort()));
    await("it is not well", () -> get("/health/ready").startsWith("HTTP/1.1 503 "));
    String health = run(commands.get(1));
    assertThat(health).contains("\"status\":\"down\"", "there is no protocol nothing");
    assertThat(health).contains(kamaelia.console("diag --json").strip());
    assertThat(get("/health/live")).startsWith("HTTP/1.1 200 OK");
    Files.delete(kamaelia.base.resolve("etc/org.kamaelia.net.listener-lost.cfg"));
    await("it is well again", () -> get("/health").startsWith("HTTP/1.1 200 "));
  }

  @Test
  void whatIsNotThereOrNotAllowedIsSaidToBe() throws Exception {
    assertThat(get("/")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/metrics", "-X", "DELETE")).startsWith("HTTP/1.1 405 ");
    assertThat(get("/metrics", "--head")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
  }

  @Test
  void otherListenersHaveItIfTheyAreNamed() throws Exception {
    Path settings = kamaelia.base.resolve("etc/org.kamaelia.metrics.cfg");
    String http = "http://127.0.0.1:%d/metrics".formatted(kamaelia.port("http"));
    assertThat(fetch(http)).startsWith("HTTP/1.1 404 ");
    Files.writeString(settings, Document.blocks("metrics.md", "").get(2));
    await("the other one has it", () -> fetch(http).startsWith("HTTP/1.1 200 "));
    assertThat(get("/metrics")).startsWith("HTTP/1.1 200 ");
    Files.writeString(settings, "listener = ,\n");
    await("it is complained of", () -> get("/health").contains("listener names none"));
    assertThat(fetch(http)).startsWith("HTTP/1.1 200 ");
    Files.writeString(settings, "");
    await("as it was", () -> fetch(http).startsWith("HTTP/1.1 404 "));
    await("all is well", () -> get("/health").startsWith("HTTP/1.1 200 "));
  }

  private static String run(String command) throws IOException, InterruptedException {
    return kamaelia.tool(Path.of("/dev/null"), "sh", "-c", command.replace(PORT, "" + port)).out();
  }

  /** The answer, with its head. */
  private static String get(String path, String... options)
      throws IOException, InterruptedException {
    return fetch("http://127.0.0.1:" + port + path, options);
  }

  private static String fetch(String url, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-i"));
    command.addAll(List.of(options));
    command.add(url);
    return kamaelia.tool(Path.of("/dev/null"), command.toArray(String[]::new)).out();
  }
}
