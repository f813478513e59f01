package org.kamaelia.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.protocol.http.HttpFactory;
import org.kamaelia.protocol.websocket.WebSocketWhiteboard;

/** With a real server, outside OSGi. */
@Timeout(60)
class LiveTest {
  private final Server server = Server.start(2);
  private final Live live = new Live(server);
  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  LiveTest() {
    server.register(
        "http", "1", HttpFactory.serving("/kamaelia/live", WebSocketWhiteboard.handler(live)));
    address =
        server
            .bind(ListenerSpec.of("http", Map.of("protocol", "http", "address", "127.0.0.1:0")))
            .address();
  }

  @AfterEach
  void end() {
    client.shutdownNow();
    live.close();
    server.close();
  }

  /** Whole messages. */
  private static final class Ear implements WebSocket.Listener {
    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        heard.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.add("closed " + code);
      return null;
    }
  }

  private WebSocket open(Ear ear, String origin) {
    return client
        .newWebSocketBuilder()
        .header("Origin", origin)
        .buildAsync(URI.create("ws://" + address + "/kamaelia/live"), ear)
        .join();
  }

  private static String await(Ear ear, WebSocket socket, Predicate<String> wanted)
      throws InterruptedException {
    for (int seen = 1; true; seen++) {
      String heard = ear.heard.poll(30, TimeUnit.SECONDS);
      assertThat(heard).isNotNull();
      if (wanted.test(heard)) {
        return heard;
      }
      socket.sendText("{\"seen\":%d}".formatted(seen), true).join();
    }
  }

  @Test
  void itBeginsWithAllThatIsThereAndGoesOnWithWhatChanges() throws InterruptedException {
    var ear = new Ear();
    WebSocket socket = open(ear, "http://" + address);
    assertThat(await(ear, socket, it -> true))
        .startsWith("{\"whole\":true,")
        .contains("\"listeners\":[{\"name\":\"http\",\"state\":\"serving\"");
    Group group = server.axon().activate(Component.of("newcomer", (in, out) -> in.receive()));
    String told = await(ear, socket, it -> it.contains("\"newcomer\""));
    assertThat(told).startsWith("{\"whole\":false,").contains("\"components\":{\"set\":[[");
    group.stop("it was seen");
    await(ear, socket, it -> it.matches(".*\"components\":\\{\"set\":.*?\"gone\":\\[[0-9].*"));
    socket.abort();
  }

  @Test
  void whatIsLoggedIsTold() throws InterruptedException {
    var ear = new Ear();
    WebSocket socket = open(ear, "http://" + address);
    System.getLogger("org.kamaelia.test").log(System.Logger.Level.INFO, "so \"it\" is");
    await(ear, socket, it -> it.contains("\"INFO\",\"org.kamaelia.test\",\"so \\\"it\\\" is\""));
    socket.abort();
  }

  @Test
  void aPageFromElsewhereIsRefused() throws IOException {
    try {
      open(new Ear(), "http://evil.example");
      throw new AssertionError("it may connect");
    } catch (CompletionException e) {
      assertThat(e.getCause())
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              it -> assertThat(it.getResponse().statusCode()).isEqualTo(403));
    }
  }

  @Test
  void aNameOfSomebodyElseIsRefused() throws IOException {
    String head =
        """
        GET /kamaelia/live HTTP/1.1
        Host: evil.example
        Connection: Upgrade, close
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """;
    String[] at = address.split(":");
    try (var socket = new Socket(at[0], Integer.parseInt(at[1]))) {
      socket
          .getOutputStream()
          .write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 421 ");
    }
  }

  @Test
  void whoComesWhenTheLastOneGoesIsToldAllTheSame() throws InterruptedException {
    for (int i = 0; i < 30; i++) {
      var ear = new Ear();
      WebSocket socket = open(ear, "http://" + address);
      assertThat(await(ear, socket, it -> true)).startsWith("{\"whole\":true,");
      socket.abort();
    }
  }

  @Test
  void nothingLooksAtTheServerWhenNobodyLooksAtThePage() throws InterruptedException {
    var ear = new Ear();
    WebSocket socket = open(ear, "http://" + address);
    await(ear, socket, it -> true);
    assertThat(server.axon().topology().groups()).anyMatch(it -> it.name().equals("page"));
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    await(ear, socket, it -> it.startsWith("closed"));
    while (server.axon().topology().groups().stream().anyMatch(it -> it.name().equals("page"))) {
      Thread.onSpinWait();
    }
  }
}
