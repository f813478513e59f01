package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Handle;
import org.kamaelia.net.internal.tls.TestCertificate;
import org.kamaelia.net.transport.Options;
import org.kamaelia.net.transport.Transport;

/** The examples of docs/clients.md. */
@Timeout(60)
class ClientsGuideTest {

  @Test
  void talkedToFromOrdinaryCode() throws Exception {
    try (Server server = Server.start(1)) {
      int port = serveEcho(server);
      try (Axon axon = Transport.named("best").axon().start()) {
        try (var echo = Handle.of(axon.group("echo"), new TcpClient("localhost", port))) {
          echo.send(bytes("hello"), Duration.ofSeconds(1));
          assertThat(text(echo.receive(Duration.ofSeconds(10)).orElseThrow())).isEqualTo("hello");
        }
      }
    }
  }

  static final class Greeter extends Component<ByteBuffer, ByteBuffer> {
    String heard = "";

    @Override
    protected void run() {
      outbox.send(bytes("hello"));
      heard = text(inbox.receive());
    }
  }

  @Test
  void aProtocolOnTheOtherSide() {
    try (Server server = Server.start(1);
        Axon axon = Transport.named("best").axon().start()) {
      int port = serveEcho(server);
      var client = new TcpClient("localhost", port);
      var protocol = new Greeter();
      client.outbox().linkTo(protocol.inbox());
      protocol.outbox().linkTo(client.inbox());
      Group talk = axon.activate(client, protocol);
      talk.ended().toCompletableFuture().join();
      assertThat(protocol.heard).isEqualTo("hello");
    }
  }

  @Test
  void settings() {
    try (Axon axon = Transport.named("best").axon().start()) {
      var settings =
          ClientSettings.STANDARD
              .connectWithin(Duration.ofSeconds(3))
              .retry(new ClientSettings.Retry(4, Duration.ofMillis(1), Duration.ofMillis(5)))
              .options(Options.NONE.with(StandardSocketOptions.SO_KEEPALIVE, true));
      var client = new TcpClient("nosuch.invalid", 80, settings);
      Group talk = axon.activate(client);
      assertThatThrownBy(() -> talk.ended().toCompletableFuture().join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(ConnectFailedException.class)
          .hasMessageContaining("no connection to nosuch.invalid:80 in 4 attempts; the last one: ");
    }
  }

  @Test
  void tls(@TempDir Path folder) throws Exception {
    TestCertificate ca = TestCertificate.authority("Test CA");
    Path issuers = Files.writeString(folder.resolve("issuers.pem"), ca.certificatePem());
    Path own = Files.writeString(folder.resolve("own.pem"), ca.issue("localhost").pem());
    try (Server server = Server.start(1);
        Axon axon = Transport.named("best").axon().start()) {
      server.register("echo", "1", it -> Component.of("echo", (in, out) -> in.forEach(out::send)));
      int port =
          port(
              server.bind(
                  ListenerSpec.of("echo", "echo", "127.0.0.1:0")
                      .with(ListenerSettings.TLS_CERTIFICATES, List.of(own))));
      TlsProfile profile = TlsProfile.builder().trust(issuers).build();
      var client = new TlsClient("localhost", port, profile);
      try (var echo = Handle.of(axon.group("echo"), client)) {
        echo.send(bytes("hello"), Duration.ofSeconds(1));
        assertThat(echo.receive(Duration.ofSeconds(10))).isPresent();
        assertThat(client.session().orElseThrow().version()).isEqualTo("TLSv1.3");
      }
    }
  }

  @Test
  void aRelay() throws Exception {
    try (Server server = Server.start(1);
        Axon axon = Transport.named("best").axon().start()) {
      BlockingQueue<SocketAddress> peers = new LinkedBlockingQueue<>();
      server.register(
          "echo",
          "1",
          it -> {
            peers.add(it.peer());
            return Component.of("echo", (in, out) -> in.forEach(out::send));
          });
      int port =
          port(
              server.bind(
                  ListenerSpec.of(
                      "echo",
                      Map.of("protocol", "echo", "address", "127.0.0.1:0", "proxy", "127.0.0.1"))));
      server.register(
          "relay",
          "1",
          connection -> {
            var header = ProxyHeader.of(connection.peer(), connection.local());
            return new TcpClient(
                "localhost", port, ClientSettings.STANDARD.opening(header.version2()));
          });
      int relay = port(server.bind(ListenerSpec.of("relay", "relay", "127.0.0.1:0")));
      var client = new TcpClient("127.0.0.1", relay);
      Group group = axon.group("echo");
      try (var echo = Handle.of(group, client)) {
        echo.send(bytes("hello"), Duration.ofSeconds(1));
        assertThat(text(echo.receive(Duration.ofSeconds(10)).orElseThrow())).isEqualTo("hello");
        assertThat(peers.take()).isEqualTo(client.local().orElseThrow());
      }
      group.ended().toCompletableFuture().join();
    }
  }

  private static int serveEcho(Server server) {
    server.register("echo", "1", it -> Component.of("echo", (in, out) -> in.forEach(out::send)));
    return port(server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:0")));
  }

  private static int port(ListenerInfo info) {
    return Integer.parseInt(info.address().substring(info.address().lastIndexOf(':') + 1));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
