package org.kamaelia.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Handle;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.Signal;
import org.kamaelia.http.Request;
import org.kamaelia.net.ConnectFailedException;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.protocol.http.HttpFactory;
import org.kamaelia.websocket.Compression;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.WebSocketClient;
import org.kamaelia.websocket.WebSocketFactory;
import org.kamaelia.websocket.internal.Accept;
import org.kamaelia.websocket.internal.Spares;

/** The client, and our server, over real sockets. */
@Timeout(60)
class WebSocketClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Server server = Server.start(1);
  private final Axon axon = Transport.named("best").axon().start();
  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    axon.close();
    server.close();
  }

  private URI serve(WebSocketFactory factory, String compression) {
    WebSocketSettings settings = WebSocketSettings.of(Map.of("compression", compression));
    Endpoint endpoint = new Endpoint(factory, () -> settings, new Spares());
    server.register("http", "1", HttpFactory.serving("/chat", endpoint));
    return bound();
  }

  private URI serve(Component.Body<Message, Message> body) {
    return serve(handshake -> Component.of("speaker", body), "each-message");
  }

  /** A server that answers in its own way. */
  private URI serveRaw(Component.Body<ByteBuffer, ByteBuffer> body) {
    server.register("http", "1", connection -> Component.of("raw", body));
    return bound();
  }

  private URI bound() {
    String address = server.bind(ListenerSpec.of("http", "http", "127.0.0.1:0")).address();
    return URI.create("ws://localhost:" + address.replaceAll(".*:", "") + "/chat?a=b");
  }

  private Handle<Message, Message> connect(WebSocketClient client) {
    return Handle.of(axon.group("client"), client);
  }

  private static String receive(Handle<Message, Message> handle) throws Exception {
    return ((Message.Text) handle.receive(PATIENCE).orElseThrow()).text();
  }

  private static Message text(String text) {
    return new Message.Text(text);
  }

  @Test
  void messagesGoBothWaysWithEachKindOfCompression() throws Exception {
    for (String theirs : List.of("none", "each-message", "across-messages")) {
      URI uri =
          serve(handshake -> Component.of("echo", (in, out) -> in.forEach(out::send)), theirs);
      for (Compression ours : Compression.values()) {
        try (var handle = connect(WebSocketClient.builder(uri).compression(ours).build())) {
          for (int length = 0; length < 300_000; length = length * 3 + 1) {
            String text = "text and text, ".repeat(length / 15) + "*".repeat(length % 15);
            handle.send(text(text), PATIENCE);
            assertThat(receive(handle)).isEqualTo(text);
            byte[] bytes = new byte[length];
            handle.send(new Message.Binary(ByteBuffer.wrap(bytes)), PATIENCE);
            assertThat(handle.receive(PATIENCE))
                .contains(new Message.Binary(ByteBuffer.wrap(bytes)));
          }
        }
      }
    }
  }

  @Test
  void bothSidesEndInOrder() throws Exception {
    URI uri =
        serve(
            (in, out) -> {
              in.forEach(seen::add);
              seen.add("the client has closed");
            });
    WebSocketClient client = new WebSocketClient(uri);
    Group group = axon.group("client");
    var handle = Handle.of(group, client);
    handle.send(text("a"), PATIENCE);
    handle.close();
    group.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(next()).isEqualTo(text("a"));
    assertThat(next()).isEqualTo("the client has closed");
    assertThat(client.closed()).contains(new Message.Close(1000, ""));
  }

  @Test
  void theServersCloseIsTold() throws Exception {
    URI uri = serve((in, out) -> out.send(new Message.Close(4000, "enough")));
    WebSocketClient client = new WebSocketClient(uri);
    Group group = axon.group("client");
    try (var handle = Handle.of(group, client)) {
      assertThatThrownBy(() -> handle.receive(PATIENCE)).hasMessageContaining("end of stream");
    }
    group.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(client.closed()).contains(new Message.Close(4000, "enough"));
  }

  @Test
  void aSubprotocolIsAgreedOnAndHeadersAreSent() throws Exception {
    var factory =
        new WebSocketFactory() {
          @Override
          public Component<Message, Message> create(Request handshake) {
            String said =
                "%s %s %s"
                    .formatted(
                        handshake.header("X-Who").orElse(""),
                        handshake.parameter("a").orElse(""),
                        handshake.authority().replaceAll(":.*", ""));
            return Component.of("said", (in, out) -> out.send(text(said)));
          }

          @Override
          public List<String> subprotocols() {
            return List.of("two", "one");
          }
        };
    URI uri = serve(factory, "none");
    WebSocketClient client =
        WebSocketClient.builder(uri).subprotocols("one", "two").header("X-Who", "me").build();
    try (var handle = connect(client)) {
      assertThat(receive(handle)).isEqualTo("me b localhost");
      assertThat(client.subprotocol()).contains("two");
    }
  }

  @Test
  void whenAFactoryGoesItsWebSocketsAreWaitedFor() throws Exception {
    Endpoint endpoint =
        new Endpoint(
            handshake ->
                Component.of(
                    "speaker",
                    (in, out) -> {
                      out.send(text("hello"));
                      in.forEach(seen::add);
                      seen.add("end");
                    }),
            () -> WebSocketSettings.STANDARD,
            new Spares());
    server.register("http", "1", HttpFactory.serving("/chat", endpoint));
    WebSocketClient client = new WebSocketClient(bound());
    try (var handle = connect(client)) {
      assertThat(receive(handle)).isEqualTo("hello");
      endpoint.close();
      assertThat(seen).containsExactly("end");
      assertThatThrownBy(() -> handle.receive(PATIENCE)).hasMessageContaining("end of stream");
    }
    assertThat(client.closed()).contains(new Message.Close(1001, ""));
  }

  @Test
  void aServerThatDoesNotAgreeIsAFailure() {
    URI uri = serve((in, out) -> {});
    assertFails(new WebSocketClient(URI.create(uri.toString().replace("/chat", "/other"))))
        .hasMessageContaining("no WebSocket at ws://")
        .hasMessageContaining("the server answers HTTP/1.1 404 Not Found");
  }

  @Test
  void aServerThatDoesNotAnswerIsAFailure() {
    URI uri = serveRaw((in, out) -> in.forEach(seen::add));
    assertFails(WebSocketClient.builder(uri).openWithin(Duration.ofMillis(50)).build())
        .hasMessageContaining("no answer within 50 ms");
    uri = serveRaw((in, out) -> in.receive());
    assertFails(new WebSocketClient(uri)).hasMessageContaining("the server ends the connection");
  }

  @Test
  void noConnectionIsAFailure() {
    assertFails(new WebSocketClient(URI.create("ws://nosuch.invalid/")))
        .hasCauseInstanceOf(ConnectFailedException.class);
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> assertFails(WebSocketClient client) {
    Group group = axon.group("client");
    group.activate(client);
    return assertThatThrownBy(() -> group.ended().toCompletableFuture().get(20, TimeUnit.SECONDS));
  }

  /** Agrees, and goes on by hand. */
  private static void agree(Inbox<ByteBuffer> in, Outbox<ByteBuffer> out) {
    String asked = "";
    while (!asked.endsWith("\r\n\r\n")) {
      asked += StandardCharsets.ISO_8859_1.decode(in.receive());
    }
    String key = asked.replaceAll("(?s).*Sec-WebSocket-Key: ([^\r]*)\r.*", "$1");
    out.send(
        StandardCharsets.ISO_8859_1.encode(
            "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: "
                + Accept.of(key)
                + "\r\n\r\n"));
  }

  private void activateWithSink(WebSocketClient client) {
    var sink =
        new Component<Message, Object>() {
          @Override
          protected void run() {
            inbox.forEach(seen::add);
            while (true) {
              if (control().receive() instanceof Signal.Shutdown shutdown) {
                seen.add(shutdown);
              }
            }
          }
        };
    axon.activate(Pipeline.of(client, sink));
  }

  @Test
  void aServerThatDoesWhatItMustNotIsLeftAndThatIsTold() throws Exception {
    URI uri =
        serveRaw(
            (in, out) -> {
              agree(in, out);
              out.send(ByteBuffer.wrap(Frames.server(Frames.TEXT, "right")));
              out.send(ByteBuffer.wrap(Frames.client(Frames.TEXT, "wrong")));
              in.forEach(seen::add);
            });
    activateWithSink(new WebSocketClient(uri));
    assertThat(next()).isEqualTo(text("right"));
    // The server gets the close, masked, with code 1002; the sink hears why.
    List<Object> rest = List.of(next(), next());
    assertThat(rest).anyMatch(it -> it instanceof ByteBuffer frame && frame.get(0) == (byte) 0x88);
    assertThat(rest)
        .anyMatch(
            it ->
                it instanceof Signal.Shutdown shutdown
                    && shutdown.reason().equals("a frame of the server is masked"));
  }

  @Test
  void anEndWithoutACloseIsTold() throws Exception {
    URI uri = serveRaw(WebSocketClientTest::agree);
    activateWithSink(new WebSocketClient(uri));
    assertThat(next())
        .isInstanceOfSatisfying(
            Signal.Shutdown.class,
            shutdown -> assertThat(shutdown.reason()).contains("without a close"));
  }

  private Object next() throws InterruptedException {
    Object next = seen.poll(20, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void aServerThatIsSilentIsAskedAndLeft() throws Exception {
    URI uri =
        serveRaw(
            (in, out) -> {
              agree(in, out);
              in.forEach(seen::add);
            });
    activateWithSink(
        WebSocketClient.builder(uri).ping(Duration.ofMillis(20), Duration.ofMillis(20)).build());
    assertThat(((ByteBuffer) next()).get(0)).isEqualTo((byte) 0x89);
    List<Object> rest = List.of(next(), next());
    assertThat(rest)
        .anyMatch(
            it ->
                it instanceof Signal.Shutdown shutdown
                    && shutdown.reason().equals("no answer to a ping"));
  }

  @Test
  void toldToFinishItGoesAway() throws Exception {
    URI uri =
        serve(
            (in, out) -> {
              out.send(text("hello"));
              in.forEach(seen::add);
              seen.add("end");
            });
    WebSocketClient client = new WebSocketClient(uri);
    Group group = axon.group("client");
    var handle = Handle.of(group, client);
    assertThat(receive(handle)).isEqualTo("hello");
    group.shutdown(PATIENCE, "the test wants it");
    group.ended().toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(next()).isEqualTo("end");
    assertThat(client.closed()).contains(new Message.Close(1001, ""));
  }

  @Test
  void whatIsNoAddressOfAWebSocketIsRefused() {
    for (String wrong : List.of("http://a/", "ws:a", "ws://u:p@a/", "ws://a/#b", "ws:///a", "/a")) {
      assertThatThrownBy(() -> new WebSocketClient(URI.create(wrong)))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
