package org.kamaelia.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.kamaelia.axon.Axon;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.EndOfStream;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Handle;
import org.kamaelia.axon.Pipeline;
import org.kamaelia.net.internal.tls.TestCertificate;
import org.kamaelia.net.transport.Transport;

/** TLS clients over real sockets, with each transport. */
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"nio", "epoll", "io_uring"})
class TlsClientTest {
  private static final TestCertificate CA = TestCertificate.authority("Test CA");
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Axon axon;
  private final Server server = Server.start(2);
  private final BlockingQueue<Connection> seen = new LinkedBlockingQueue<>();

  private final List<Process> processes = new ArrayList<>();

  @TempDir private Path folder;

  TlsClientTest(String transport) {
    axon = Transport.named(transport).axon().loops(2).start();
  }

  @AfterEach
  void close() {
    axon.close();
    server.close();
    processes.forEach(Process::destroy);
  }

  @Test
  void theServersNameIsAskedForAndCheckedAndBothKnowWhatWasAgreedOn() throws Exception {
    InetSocketAddress address = serve(CA.issue("a.test"), Map.of("alpn", "echo/1=echo"));
    TlsClient client =
        new TlsClient(
            "a.test",
            List.of(address),
            profile().applicationProtocols("echo/2", "echo/1").build(),
            ClientSettings.STANDARD);
    Group group = axon.group("talk");
    try (var talk = Handle.of(group, client)) {
      assertThat(talk.send(bytes("hello"), Duration.ofSeconds(30))).isTrue();
      assertThat(text(talk.receive(Duration.ofSeconds(30)).orElseThrow())).isEqualTo("hello");
      TlsSession session = client.session().orElseThrow();
      assertThat(session.version()).isEqualTo("TLSv1.3");
      assertThat(session.applicationProtocol()).contains("echo/1");
      assertThat(session.peerCertificates()).hasSize(1);
      assertThat(seen.take().tls().orElseThrow().serverName()).contains("a.test");
    }
    ended(group);
  }

  @Test
  void aServerThatAsksForACertificateGetsOurs() throws Exception {
    InetSocketAddress address =
        serve(
            CA.issue("a.test"),
            Map.of("tlsClients", "required", "tlsTrust", file(CA.certificatePem()).toString()));
    TestCertificate alice = CA.issue("alice");
    assertThat(talk(address, "a.test", profile().certificate(file(alice.pem())).build()))
        .isEqualTo("hello");
    assertThat(seen.take().tls().orElseThrow().peerCertificates())
        .containsExactly(alice.certificate());
  }

  @Test
  void aServerForAnotherHostIsRefusedWithBothNames() throws Exception {
    InetSocketAddress address = serve(CA.issue("a.test", "*.b.test"), Map.of());
    assertThatThrownBy(() -> talk(address, "c.test", profile().build()))
        .hasCauseInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("the certificate is for a.test, *.b.test, not for c.test");
    assertThat(talk(address, "c.test", profile().anyHost().build())).isEqualTo("hello");
  }

  @Test
  void anExpiredCertificateIsRefusedWithItsDate() throws Exception {
    Instant past = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
    InetSocketAddress address = openssl(CA.issue("EC", past, "a.test"));
    assertThatThrownBy(() -> talk(address, "a.test", profile().build()))
        .hasMessageContaining("the certificate of a.test expired at " + past);
  }

  @Test
  void aCertificateOfAnUnknownIssuerIsRefusedWithItsName() throws Exception {
    InetSocketAddress address =
        serve(TestCertificate.authority("Other CA").issue("a.test"), Map.of());
    for (TlsProfile profile : List.of(profile().build(), TlsProfile.standard())) {
      assertThatThrownBy(() -> talk(address, "a.test", profile))
          .hasMessageContaining(
              "nobody who is trusted has issued the certificate of a.test;"
                  + " it is issued by CN=Other CA");
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsSaidSo() throws Exception {
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket peer = listener.accept()) {
                  peer.getOutputStream().write("220 ready\r\n".getBytes(StandardCharsets.US_ASCII));
                  peer.getInputStream().readAllBytes();
                } catch (IOException e) {
                  // The client has gone, as it should.
                }
              });
      assertThatThrownBy(() -> talk(at(listener.getLocalPort()), "a.test", profile().build()))
          .hasMessageContaining("TLS handshake: ");
    }
  }

  @Test
  void aServerThatDoesNotShakeHandsIsGivenUp() throws Exception {
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      TlsProfile impatient = profile().handshakeWithin(Duration.ofMillis(300)).build();
      assertThatThrownBy(() -> talk(at(listener.getLocalPort()), "a.test", impatient))
          .hasMessageContaining(
              "127.0.0.1:%d: no TLS handshake within 0.3s".formatted(listener.getLocalPort()));
    }
  }

  @Test
  void anEndWithoutCloseNotifyIsToldAsACut() throws Exception {
    // A proxy that loses the rest of the talk when it is told to.
    InetSocketAddress address = serve(CA.issue("a.test"), Map.of());
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      var cut = new LinkedBlockingQueue<Socket>();
      Thread.ofVirtual().start(() -> relay(listener, address, cut));
      Group group = axon.group("talk");
      var client =
          new TlsClient(
              "a.test",
              List.of(at(listener.getLocalPort())),
              profile().build(),
              ClientSettings.STANDARD);
      try (var talk = Handle.of(group, client)) {
        assertThat(talk.send(bytes("hello"), Duration.ofSeconds(30))).isTrue();
        assertThat(talk.receive(Duration.ofSeconds(30))).isPresent();
        cut.take().shutdownOutput();
        assertThatThrownBy(() -> talk.receive(Duration.ofSeconds(30)))
            .isInstanceOf(EndOfStream.class);
        assertThat(client.state()).isEqualTo(Component.State.ENDED);
      }
    }
  }

  @Test
  void manyBytesGoBothWaysAsTheyWere() throws Exception {
    InetSocketAddress address = serve(CA.issue("a.test"), Map.of());
    ManyBytes.thereAndBack(
        axon,
        new TlsClient("a.test", List.of(address), profile().build(), ClientSettings.STANDARD));
  }

  @Test
  void aProxySendsItsHeaderBeforeTls() throws Exception {
    InetSocketAddress address = serve(CA.issue("a.test"), Map.of("proxy", "127.0.0.1"));
    var client = new InetSocketAddress("192.0.2.7", 4711);
    var settings = ClientSettings.STANDARD.opening(ProxyHeader.of(client, address).version2());
    assertThat(
            talk(new TlsClient("a.test", List.of(address), profile().build(), settings), "hello"))
        .isEqualTo("hello");
    assertThat(seen.take().peer()).isEqualTo(client);
  }

  @Test
  void aFailedHandshakeMayBeTriedAgain() throws Exception {
    InetSocketAddress address = serve(CA.issue("a.test"), Map.of());
    try (var listener = new ServerSocket(0, 5, LOOPBACK)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  listener.accept().close();
                  relay(listener, address, new LinkedBlockingQueue<>());
                } catch (IOException e) {
                  // Then the client tells.
                }
              });
      var retry = new ClientSettings.Retry(2, Duration.ofMillis(10), Duration.ofMillis(10));
      var client =
          new TlsClient(
              "a.test",
              List.of(at(listener.getLocalPort())),
              profile().build(),
              ClientSettings.STANDARD.retry(retry));
      assertThat(talk(client, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void opensslIsTalkedTo() throws Exception {
    InetSocketAddress address = openssl(CA.issue("a.test"));
    TlsClient client =
        new TlsClient("a.test", List.of(address), profile().build(), ClientSettings.STANDARD);
    try (var talk = Handle.of(axon.group("talk"), client)) {
      assertThat(talk.send(bytes("hello\n"), Duration.ofSeconds(30))).isTrue();
      var heard = new StringBuilder();
      while (heard.length() < 6) {
        heard.append(text(talk.receive(Duration.ofSeconds(30)).orElseThrow()));
      }
      assertThat(heard).hasToString("olleh\n");
    }
  }

  @Test
  void filesThatAreWrongAreSaidSo() throws Exception {
    assertThatThrownBy(() -> TlsProfile.builder().trust(folder.resolve("nosuch")).build())
        .isInstanceOf(IOException.class)
        .hasMessage(folder.resolve("nosuch") + " is not there");
    Path empty = file("");
    assertThatThrownBy(() -> TlsProfile.builder().certificate(empty).build())
        .hasMessageStartingWith(empty + " has no line -----BEGIN");
  }

  // The parts.

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "test", ".pem"), text);
  }

  private TlsProfile.Builder profile() throws IOException {
    return TlsProfile.builder().trust(file(CA.certificatePem()));
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(LOOPBACK, port);
  }

  private InetSocketAddress serve(TestCertificate certificate, Map<String, String> settings)
      throws IOException {
    server.register(
        "echo",
        "1",
        connection -> {
          seen.add(connection);
          return Component.of("echo", (in, out) -> in.forEach(out::send));
        });
    var all = new HashMap<>(settings);
    all.put("protocol", "echo");
    all.put("address", "127.0.0.1:0");
    all.put("tlsCertificates", file(certificate.pem()).toString());
    String address = server.bind(ListenerSpec.of("test", all)).address();
    return at(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  /** Another TLS, which answers each line with the line reversed; it ends with the test. */
  private InetSocketAddress openssl(TestCertificate certificate) throws Exception {
    assumeTrue(
        Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "openssl"))),
        "there is an openssl");
    Path file = file(certificate.pem());
    Process process =
        new ProcessBuilder(
                List.of(
                    "openssl s_server -rev -accept 127.0.0.1:0 -cert_chain %s -cert %s -key %s"
                        .formatted(file, file, file)
                        .split(" ")))
            .redirectErrorStream(true)
            .start();
    processes.add(process);
    BufferedReader says = process.inputReader();
    for (String line = says.readLine(); line != null; line = says.readLine()) {
      if (line.startsWith("ACCEPT ")) {
        Thread.ofVirtual().start(() -> says.lines().forEach(each -> {}));
        return at(Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
      }
    }
    throw new AssertionError("openssl does not listen");
  }

  /** Carries bytes both ways between the first that comes and a server. */
  private static void relay(
      ServerSocket listener, InetSocketAddress to, BlockingQueue<Socket> accepted) {
    try (Socket near = listener.accept();
        Socket far = new Socket(to.getAddress(), to.getPort())) {
      accepted.add(near);
      Thread there = Thread.ofVirtual().start(() -> carry(near, far));
      carry(far, near);
      there.join();
    } catch (IOException e) {
      // One side has gone.
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void carry(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One side has gone.
    }
  }

  private String talk(InetSocketAddress address, String host, TlsProfile profile) throws Exception {
    return talk(new TlsClient(host, List.of(address), profile, ClientSettings.STANDARD), "hello");
  }

  private String talk(TlsClient client, String words) throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    ended(
        axon.activate(
            Pipeline.of(
                Component.<Object, ByteBuffer>of("words", (in, out) -> out.send(bytes(words))),
                client,
                Component.<ByteBuffer, Object>of(
                    "ear", (in, out) -> in.forEach(bytes -> heard.add(text(bytes)))))));
    return String.join("", heard);
  }

  private static void ended(Group group) throws Exception {
    group.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
  }
}
