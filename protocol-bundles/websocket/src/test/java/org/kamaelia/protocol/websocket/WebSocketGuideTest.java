package org.kamaelia.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Backplane;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.DataSource;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Handle;
import org.kamaelia.axon.Outbox;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.axon.Transformer;
import org.kamaelia.http.HttpResource;
import org.kamaelia.http.Request;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.protocol.http.HttpFactory;
import org.kamaelia.websocket.Message;
import org.kamaelia.websocket.WebSocketClient;
import org.kamaelia.websocket.WebSocketFactory;

/** The examples of docs/websocket.md. */
@Timeout(60)
class WebSocketGuideTest {

  @org.osgi.service.component.annotations.Component
  @HttpResource(path = "/echo")
  public static final class EchoFactory implements WebSocketFactory {
    @Override
    public Component<Message, Message> create(Request handshake) {
      return Component.of("echo", (in, out) -> in.forEach(out::send));
    }
  }

  @Test
  void anEchoAndAClient() throws Exception {
    try (Server server = Server.start(1)) {
      URI uri = serve(server, new EchoFactory());
      try (Axon axon = Transport.named("best").axon().start()) {
        var client = new WebSocketClient(uri); // ws://localhost:7080/echo, say
        try (var echo = Handle.of(axon.group("echo"), client)) {
          echo.send(new Message.Text("hello"), Duration.ofSeconds(1));
          assertThat(echo.receive(Duration.ofSeconds(10))).contains(new Message.Text("hello"));
        }
      }
    }
  }

  @Test
  void aComponentIsTestedAsAnyOther() {
    var axon = new SteppedAxon(1);
    List<Message> said = new ArrayList<>();
    var gather = Component.<Message, Object>of("gather", (in, out) -> in.forEach(said::add));
    var echo = Component.<Message, Message>of("echo", (in, out) -> in.forEach(out::send));
    axon.activate(Pipeline.of(DataSource.of(new Message.Text("hello")), echo).to(gather));
    axon.runToEnd();
    assertThat(said).containsExactly(new Message.Text("hello"));
  }

  static final class Quiz extends Component<Message, Message> {
    @Override
    protected void run() {
      outbox.send(new Message.Text("What is the answer?"));
      if (inbox.receive() instanceof Message.Text answer && answer.text().equals("42")) {
        outbox.send(new Message.Text("Right."));
      } else {
        outbox.send(new Message.Close(4000, "wrong"));
      }
    }
  }

  @Test
  void anEndHasACode() throws Exception {
    try (Server server = Server.start(1);
        Axon axon = Transport.named("best").axon().start()) {
      URI uri = serve(server, handshake -> new Quiz());
      assertThat(answered(axon, uri, "42")).isEqualTo(1000);
      assertThat(answered(axon, uri, "43")).isEqualTo(4000);
    }
  }

  private static int answered(Axon axon, URI uri, String answer) throws Exception {
    var client = new WebSocketClient(uri);
    Group group = axon.group("quiz");
    try (var quiz = Handle.of(group, client)) {
      assertThat(quiz.receive(Duration.ofSeconds(10))).isPresent();
      quiz.send(new Message.Text(answer), Duration.ofSeconds(1));
    }
    group.ended().toCompletableFuture().join();
    return client.closed().orElseThrow().code();
  }

  static final class Chat extends Component<Message, Message> {
    private final Backplane<Message> room;

    Chat(Backplane<Message> room) {
      this.room = room;
    }

    @Override
    protected void run() {
      Transformer<Message, Message> heard = activate(Transformer.of("heard", message -> message));
      heard.outbox().linkTo(outbox);
      var place = room.subscribe(heard.inbox(), Backplane.WhenFull.DROP_OLDEST);
      Outbox<Message> said = addOutbox("said", Message.class);
      said.linkTo(room.inbox());
      try {
        inbox.forEach(said::send); // until the peer has gone
      } finally {
        place.cancel();
      }
    }
  }

  @Test
  void aChat() throws Exception {
    try (Server server = Server.start(2);
        Axon axon = Transport.named("best").axon().start()) {
      Group chat = server.axon().group("chat");
      var room = new Backplane<Message>("chat");
      var door = Component.<Object, Message>of("door", (in, out) -> in.forEach(nobody -> {}));
      door.outbox().linkTo(room.inbox()); // keeps it open when the last one has gone
      chat.activate(room);
      chat.activate(door);
      WebSocketFactory factory = handshake -> new Chat(room);
      URI uri = serve(server, factory);
      for (int round = 0; round < 2; round++) {
        try (var ann = Handle.of(axon.group("ann"), new WebSocketClient(uri));
            var bob = Handle.of(axon.group("bob"), new WebSocketClient(uri))) {
          assertThat(isHeard(ann, "I am Ann", ann)).isTrue();
          assertThat(isHeard(bob, "I am Bob", ann)).isTrue();
        }
      }
    }
  }

  /** Whether what one says comes to another, who may have heard other things before. */
  private static boolean isHeard(
      Handle<Message, Message> who, String text, Handle<Message, Message> by) throws Exception {
    who.send(new Message.Text(text), Duration.ofSeconds(1));
    Message heard;
    do {
      heard = by.receive(Duration.ofSeconds(10)).orElseThrow();
    } while (!heard.equals(new Message.Text(text)));
    return true;
  }

  @Test
  void aClientWithSettings() throws Exception {
    try (Server server = Server.start(1);
        Axon axon = Transport.named("best").axon().start()) {
      URI uri = serve(server, new EchoFactory());
      var client =
          WebSocketClient.builder(uri)
              .header("Origin", "http://" + uri.getAuthority())
              .ping(Duration.ofSeconds(10), Duration.ofSeconds(3))
              .maxMessage(64 * 1024)
              .build();
      try (var echo = Handle.of(axon.group("echo"), client)) {
        echo.send(new Message.Text("hello"), Duration.ofSeconds(1));
        assertThat(echo.receive(Duration.ofSeconds(10))).isPresent();
      }
    }
  }

  private static URI serve(Server server, WebSocketFactory factory) {
    server.register("http", "1", HttpFactory.serving("/", WebSocketWhiteboard.handler(factory)));
    String address = server.bind(ListenerSpec.of("http", "http", "127.0.0.1:0")).address();
    return URI.create("ws://localhost:" + address.replaceAll(".*:", "") + "/");
  }
}
