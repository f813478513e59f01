package org.kamaelia.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.protocol.http.HttpFactory;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.testbed.TestConnection;

class PageHandlerTest {

  private static String get(String peer, String head) throws IOException {
    var connection =
        new TestConnection(
            1, "http", new InetSocketAddress(peer, 50000), new InetSocketAddress(peer, 7080));
    try (var tester =
        ProtocolTester.of(
            HttpFactory.serving("/kamaelia/*", new PageHandler()),
            connection,
            new SteppedAxon(1))) {
      tester.send(head.replace("\n", "\r\n") + "\r\n\r\n");
      return new String(tester.take(), StandardCharsets.UTF_8);
    }
  }

  private static String get(String head) throws IOException {
    return get("127.0.0.1", head);
  }

  @Test
  void thePageSaysThatNothingMayComeFromElsewhere() throws IOException {
    assertThat(get("GET /kamaelia/ HTTP/1.1\nHost: localhost:7080"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Security-Policy: default-src 'none'; script-src 'self'")
        .contains("frame-ancestors 'none'")
        .contains("X-Content-Type-Options: nosniff")
        .contains("<title>Kamaelia</title>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:7080", "127.0.0.1:7080", "127.1.2.3", "[::1]:7080"})
  void thisMachineIsKnownByTheseNames(String host) throws IOException {
    assertThat(get("GET /kamaelia/ HTTP/1.1\nHost: " + host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:7080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.0.2.1",
        "[::2]",
        ""
      })
  void aNameOfSomebodyElseIsRefused(String host) throws IOException {
    assertThat(get("GET /kamaelia/ HTTP/1.1\nHost: " + host)).startsWith("HTTP/1.1 421 ");
  }

  @Test
  void whoIsNotOnThisMachineIsRefused() throws IOException {
    assertThat(get("192.0.2.1", "GET /kamaelia/ HTTP/1.1\nHost: localhost"))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void aFileThatTheBrowserHasIsNotSentAgain() throws IOException {
    String answer = get("GET /kamaelia/main.js HTTP/1.1\nHost: localhost");
    assertThat(answer).contains("Content-Type: text/javascript");
    String tag = answer.replaceFirst("(?s).*ETag: ([^\r]*)\r.*", "$1");
    assertThat(get("GET /kamaelia/main.js HTTP/1.1\nHost: localhost\nIf-None-Match: " + tag))
        .startsWith("HTTP/1.1 304 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.html", "lib/", "lib/dagre.LICENSE", "Live.class", "x"})
  void onlyThePagesFilesAreThere(String path) throws IOException {
    assertThat(get("GET /kamaelia/" + path + " HTTP/1.1\nHost: localhost"))
        .startsWith("HTTP/1.1 404 ");
  }

  @Test
  void nothingCanBeChanged() throws IOException {
    assertThat(get("POST /kamaelia/ HTTP/1.1\nHost: localhost\nContent-Length: 0"))
        .startsWith("HTTP/1.1 405 ");
  }
}
