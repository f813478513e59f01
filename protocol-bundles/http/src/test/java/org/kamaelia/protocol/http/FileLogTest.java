package org.kamaelia.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.http.Response;
import org.kamaelia.testbed.ProtocolTester;

class FileLogTest {
  @TempDir Path folder;

  private static HttpFactory factory(Map<String, Object> settings) {
    return Exchanges.factory(settings, request -> Response.text("hello"));
  }

  private static void ask(HttpFactory factory, String head) {
    try (var peer = ProtocolTester.of(factory)) {
      peer.send(head.replace("\n", "\r\n")).take();
    }
  }

  @Test
  void eachAnswerIsALine() throws Exception {
    Path log = folder.resolve("access.log");
    HttpFactory factory = factory(Map.of("accessLog", log.toString()));
    ask(factory, "GET /a?\"b HTTP/1.1\nHost: a\nUser-Agent: a\\\u00e4\nReferer: /r\n\n");
    ask(factory, "HEAD /b HTTP/1.0\n\n");
    ask(factory, "\1");
    factory.close();
    assertThat(Files.readString(log))
        .isEqualTo(
            """
            192.0.2.1 - - [13/Dec/2004:00:00:00 +0000] "GET /a?\\"b HTTP/1.1" 200 5 "/r" "a\\\\\\xc3\\xa4"
            192.0.2.1 - - [13/Dec/2004:00:00:00 +0000] "HEAD /b HTTP/1.0" 200 - "-" "-"
            192.0.2.1 - - [13/Dec/2004:00:00:00 +0000] "-" 400 32 "-" "-"
            """);
  }

  @Test
  void aLogThatWasRenamedIsBegunAnew() throws Exception {
    Path log = folder.resolve("access.log");
    Map<String, Object> settings = Map.of("accessLog", log.toString());
    HttpFactory factory = factory(settings);
    ask(factory, "GET /1 HTTP/1.0\n\n");
    factory.configure(Map.of());
    Files.move(log, folder.resolve("access.log.1"));
    factory.configure(settings);
    Files.move(log, folder.resolve("access.log.2"));
    ask(factory, "GET /2 HTTP/1.0\n\n");
    factory.close();
    assertThat(folder.resolve("access.log.1")).content().contains("GET /1 ").hasLineCount(1);
    assertThat(folder.resolve("access.log.2")).isEmptyFile();
    assertThat(log).content().contains("GET /2 ").hasLineCount(1);
  }

  @Test
  void aConfigurationThatIsWrongLeavesWhatIs() throws Exception {
    Path log = folder.resolve("access.log");
    HttpFactory factory = factory(Map.of("accessLog", log.toString()));
    factory.configure(Map.of("maxLine", "5"));
    factory.configure(Map.of("accessLog", folder.resolve("none/access.log").toString()));
    assertThat(factory.problems()).hasSize(1);
    factory.configure(Map.of("max", "5"));
    assertThat(factory.problems().getFirst().reason()).startsWith("there is no setting max; there");
    ask(factory, "GET /1 HTTP/1.0\n\n");
    factory.close();
    assertThat(log).content().contains("GET /1 ");
  }
}
