package org.kamaelia.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.protocol.websocket.Frames.CLOSE;
import static org.kamaelia.protocol.websocket.Frames.TEXT;
import static org.kamaelia.protocol.websocket.Frames.all;
import static org.kamaelia.protocol.websocket.Frames.client;
import static org.kamaelia.protocol.websocket.Frames.code;
import static org.kamaelia.protocol.websocket.Frames.server;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kamaelia.axon.Component;
import org.kamaelia.http.Request;
import org.kamaelia.protocol.http.HttpFactory;
import org.kamaelia.testbed.ProtocolTester;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.WebSocketFactory;
import org.kamaelia.websocket.internal.Spares;

/** The handshake, on a connection of HTTP. */
class EndpointTest {
  // RFC 6455, 1.3
  private static final String ASKED =
      """
      GET /chat HTTP/1.1
      Host: server.example.com
      Upgrade: websocket
      Connection: keep-alive, Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      """;

  /** Says which subprotocol there is, and then what comes. */
  private static class Factory implements WebSocketFactory {
    @Override
    public Component<Message, Message> create(Request handshake) {
      return create(handshake, "none");
    }

    @Override
    public Component<Message, Message> create(Request handshake, String subprotocol) {
      return Component.of(
          "echo",
          (in, out) -> {
            out.send(new Message.Text(subprotocol));
            in.forEach(out::send);
          });
    }

    @Override
    public List<String> subprotocols() {
      return List.of("superchat", "chat");
    }
  }

  private final Endpoint endpoint = endpoint(new Factory(), Map.of());

  private static Endpoint endpoint(WebSocketFactory factory, Map<String, ?> settings) {
    WebSocketSettings read = WebSocketSettings.of(settings);
    return new Endpoint(factory, () -> read, new Spares());
  }

  private ProtocolTester connect() {
    return ProtocolTester.of(HttpFactory.serving("/chat", endpoint));
  }

  private static byte[] text(String lines) {
    return (lines + "\n").replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The head of the answer, with the time left out. */
  private static String answer(ProtocolTester peer) {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) peer.take(1)[0]);
    }
    return head.toString().replaceAll("Date: [^\r]*\r\n", "").replace("\r\n", "\n");
  }

  private String answer(String asked) {
    try (var peer = connect()) {
      return answer(peer.send(text(asked)));
    }
  }

  @Test
  void aWebSocketBeginsWithTheAnswer() {
    try (var peer = connect()) {
      peer.send(all(text(ASKED), client(TEXT, "at once")));
      assertThat(answer(peer).split("\n"))
          .startsWith("HTTP/1.1 101 Switching Protocols")
          .containsOnlyOnce(
              "Upgrade: websocket", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
          .contains("Connection: upgrade")
          .hasSize(4);
      peer.expect(server(TEXT, "none")).expect(server(TEXT, "at once"));
      peer.send(client(TEXT, "later")).expect(server(TEXT, "later"));
      peer.send(client(CLOSE, code(1000, ""))).expect(server(CLOSE, code(1000, ""))).expectEnd();
    }
  }

  @Test
  void toldToFinishItGoesAway() {
    try (var peer = connect()) {
      answer(peer.send(text(ASKED)));
      peer.expect(server(TEXT, "none")).finish().expect(server(CLOSE, code(1001, "")));
      peer.send(client(CLOSE, code(1001, ""))).expectEnd();
    }
  }

  @Test
  void whenTheFactoryGoesItGoesAway() {
    try (var peer = connect()) {
      answer(peer.send(text(ASKED)));
      peer.expect(server(TEXT, "none"));
      endpoint.finish();
      peer.expect(server(CLOSE, code(1001, ""))).advance(Duration.ofSeconds(5)).expectEnd();
    }
  }

  @Test
  void aPlainRequestIsToldToUpgrade() {
    assertThat(answer("GET /chat HTTP/1.1\nHost: a\n"))
        .startsWith("HTTP/1.1 426 ")
        .contains("Upgrade: websocket\n");
    assertThat(answer("POST /chat HTTP/1.1\nHost: a\nContent-Length: 0\n"))
        .startsWith("HTTP/1.1 426 ");
    assertThat(answer(ASKED.replace("websocket", "h2c"))).startsWith("HTTP/1.1 426 ");
    assertThat(answer(ASKED.replace(", Upgrade", ""))).startsWith("HTTP/1.1 426 ");
    assertThat(answer(ASKED.replace("HTTP/1.1", "HTTP/1.0"))).matches("(?s)HTTP/1.[01] 426 .*");
  }

  @Test
  void anotherVersionIsToldWhichThereIs() {
    for (String wrong :
        List.of("Version: 8", "Version: 14", "Version: 13, 8", "Version: x", "Versio: 13")) {
      assertThat(answer(ASKED.replace("Version: 13", wrong)))
          .startsWith("HTTP/1.1 426 ")
          .contains("Sec-WebSocket-Version: 13\n");
    }
  }

  @Test
  void whatIsMalformedIsRefused() {
    assertThat(answer(ASKED.replace("GET", "POST"))).startsWith("HTTP/1.1 405 ").contains("GET\n");
    for (String wrong : List.of("x", "", "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==")) {
      assertThat(answer(ASKED.replace("dGhlIHNhbXBsZSBub25jZQ==", wrong)))
          .startsWith("HTTP/1.1 400 ");
    }
    assertThat(answer(ASKED + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(answer(ASKED + "Sec-WebSocket-Protocol: a b\n")).startsWith("HTTP/1.1 400 ");
    assertThat(answer(ASKED + "Sec-WebSocket-Protocol: a,,b\n")).startsWith("HTTP/1.1 400 ");
    assertThat(answer(ASKED + "Sec-WebSocket-Extensions: ;\n")).startsWith("HTTP/1.1 400 ");
    assertThat(answer(ASKED + "Content-Length: 1\n\nx")).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void ofTheSubprotocolsTheServersFirstIsChosen() {
    try (var peer = connect()) {
      peer.send(
          text(ASKED + "Sec-WebSocket-Protocol: other, chat\nSec-WebSocket-Protocol: superchat\n"));
      assertThat(answer(peer)).contains("Sec-WebSocket-Protocol: superchat\n");
      peer.expect(server(TEXT, "superchat"));
    }
    try (var peer = connect()) {
      peer.send(text(ASKED + "Sec-WebSocket-Protocol: other\n"));
      assertThat(answer(peer)).doesNotContain("Sec-WebSocket-Protocol");
      peer.expect(server(TEXT, "none"));
    }
  }

  @Test
  void pagesFromElsewhereMayNotConnectUnlessTheFactorySaysSo() {
    assertThat(answer(ASKED + "Origin: https://server.example.com\n")).contains(" 101 ");
    assertThat(answer(ASKED + "Origin: https://evil.example.com\n")).contains(" 403 ");
    assertThat(answer(ASKED + "Origin: ftp://server.example.com\n")).contains(" 403 ");
    assertThat(answer(ASKED + "Origin: server.example.com\n")).contains(" 403 ");
    assertThat(answer(ASKED + "Origin: null\n")).contains(" 403 ");
    var open =
        new Factory() {
          @Override
          public boolean accepts(String origin, Request handshake) {
            return origin.endsWith(".example.com");
          }
        };
    try (var peer = ProtocolTester.of(HttpFactory.serving("/chat", endpoint(open, Map.of())))) {
      peer.send(text(ASKED + "Origin: https://other.example.com\n"));
      assertThat(answer(peer)).contains(" 101 ");
    }
  }

  @Test
  void compressionIsAgreedOnAsTheSettingsSay() {
    String offer = ASKED + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\n";
    assertThat(answer(offer))
        .contains(
            "Sec-WebSocket-Extensions: permessage-deflate;"
                + " server_no_context_takeover; client_no_context_takeover\n");
    assertThat(answer(offer, "across-messages"))
        .contains("Sec-WebSocket-Extensions: permessage-deflate\n");
    assertThat(answer(offer, "none")).contains(" 101 ").doesNotContain("Extensions");
    assertThat(answer(ASKED + "Sec-WebSocket-Extensions: permessage-deflate; x\n"))
        .contains(" 101 ")
        .doesNotContain("Extensions");
  }

  private static String answer(String asked, String compression) {
    Endpoint endpoint = endpoint(new Factory(), Map.of("compression", compression));
    try (var peer = ProtocolTester.of(HttpFactory.serving("/chat", endpoint))) {
      return answer(peer.send(text(asked)));
    }
  }

  @Test
  void aFactoryThatFailsIsAnsweredWith500() {
    WebSocketFactory broken =
        handshake -> {
          throw new IllegalStateException("broken");
        };
    try (var peer = ProtocolTester.of(HttpFactory.serving("/chat", endpoint(broken, Map.of())))) {
      assertThat(answer(peer.send(text(ASKED)))).startsWith("HTTP/1.1 500 ");
    }
  }
}
