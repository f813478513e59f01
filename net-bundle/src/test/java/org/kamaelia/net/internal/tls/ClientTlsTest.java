package org.kamaelia.net.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.net.TlsClients;

/** Connections that we open, to servers of ours. */
class ClientTlsTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "test", ".pem"), text);
  }

  private Talk talk(ClientTls client, String host, TlsClients clients) throws Exception {
    var server =
        new ServerTls(
            new TlsSpec(
                List.of(file(Talk.SERVER.pem())),
                List.of(),
                Optional.empty(),
                clients,
                Optional.of(file(Talk.CA.certificatePem())),
                false),
            InstantSource.system());
    return new Talk(
        Runnable::run,
        (wire, bench) -> client.over(wire, bench, host, 7443),
        (wire, bench) -> server.over(wire, bench, List.of("b/1", "a/1")));
  }

  private ClientTls client(Optional<Path> own) throws Exception {
    return new ClientTls(
        Optional.of(file(Talk.CA.certificatePem())), own, Optional.empty(), List.of("a/1"), false);
  }

  @Test
  void bothSidesKnowOfEachOther() throws Exception {
    TestCertificate alice = Talk.CA.issue("alice");
    try (var talk =
        talk(client(Optional.of(file(alice.pem()))), "server.test", TlsClients.REQUIRED).open()) {
      var client = talk.client.stream.session().orElseThrow();
      assertThat(client.peerCertificates()).containsExactly(Talk.SERVER.certificate());
      assertThat(client.applicationProtocol()).contains("a/1");
      var server = talk.server.stream.session().orElseThrow();
      assertThat(server.peerCertificates()).containsExactly(alice.certificate());
      assertThat(server.serverName()).contains("server.test");
      assertThat(server.applicationProtocol()).contains("a/1");
    }
  }

  @Test
  void aServerOfAnotherNameIsNotTalkedTo() throws Exception {
    try (var talk = talk(client(Optional.empty()), "other.test", TlsClients.NONE).attach()) {
      talk.run();
      assertThat(talk.client.failure).hasMessageContaining("other.test");
      assertThat(talk.client.connected).isFalse();
      assertThat(talk.server.failure).isNotNull();
    }
  }

  @Test
  void aServerThatTheJdkDoesNotTrustIsNotTalkedTo() throws Exception {
    var client =
        new ClientTls(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), false);
    try (var talk = talk(client, "server.test", TlsClients.NONE).attach()) {
      talk.run();
      assertThat(talk.client.failure).hasMessageContaining("TLS handshake: ");
      assertThat(talk.client.connected).isFalse();
    }
  }
}
