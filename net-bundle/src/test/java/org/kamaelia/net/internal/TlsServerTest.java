package org.kamaelia.net.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Connection;
import org.kamaelia.net.FileRegion;
import org.kamaelia.net.ListenerInfo;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.ProtocolFactory;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.Server;
import org.kamaelia.net.Sniffer;
import org.kamaelia.net.Sniffer.Verdict;
import org.kamaelia.net.TlsSession;
import org.kamaelia.net.internal.tls.TestCertificate;

/** Listeners with TLS, and the JDK's own clients. */
@Timeout(120)
class TlsServerTest {
  private static final TestCertificate CA = TestCertificate.authority("Test CA");

  @TempDir Path folder;
  private final Server server = Server.start(2);
  private final BlockingQueue<Connection> seen = new ArrayBlockingQueue<>(100);

  @AfterEach
  void close() {
    server.close();
  }

  private Path file(String name, String... texts) throws IOException {
    // Renamed to its place, as an operator should.
    Path part = Files.writeString(folder.resolve(name + ".part"), String.join("", texts));
    return Files.move(
        part,
        folder.resolve(name),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private void register(String name) {
    server.register(
        name,
        "1.0.0",
        connection -> {
          seen.add(connection);
          return Component.of(
              name,
              (in, out) -> {
                out.send(ByteBuffer.wrap((name + ":").getBytes(StandardCharsets.UTF_8)));
                in.forEach(out::send);
              });
        });
  }

  private ListenerInfo bind(Map<String, String> settings) {
    var all = new TreeMap<>(settings);
    all.putIfAbsent("protocol", "echo");
    all.putIfAbsent("address", "127.0.0.1:0");
    return server.bind(ListenerSpec.of("test", all));
  }

  private static SSLContext context(@Nullable TestCertificate own) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", CA.certificate());
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(trust);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (own != null) {
      keys.setKeyEntry(
          "own", own.keys().getPrivate(), new char[0], new X509Certificate[] {own.certificate()});
    }
    KeyManagerFactory manager = KeyManagerFactory.getInstance("PKIX");
    manager.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(manager.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static SSLSocket connect(SSLContext context, ListenerInfo at, String host, String... alpn)
      throws IOException {
    int port = Integer.parseInt(at.address().replaceAll(".*:", ""));
    Socket plain = new Socket("127.0.0.1", port);
    plain.setSoTimeout(30_000);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setServerNames(List.of(new SNIHostName(host)));
    parameters.setApplicationProtocols(alpn);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String talk(SSLSocket socket, int answer) throws IOException {
    try (socket) {
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readNBytes(answer), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aProtocolSpeaksTlsWithoutKnowing() throws Exception {
    register("echo");
    ListenerInfo info =
        bind(Map.of("tlsCertificates", file("a.pem", CA.issue("a.test").pem()).toString()));
    assertThat(info.state()).as(info.reason()).isEqualTo(ListenerInfo.State.SERVING);
    assertThat(info.tls().orElseThrow().validUntil()).isAfter(Instant.now());
    assertThat(talk(connect(context(null), info, "a.test"), 10)).isEqualTo("echo:hello");
    TlsSession session = seen.take().tls().orElseThrow();
    assertThat(session.version()).isEqualTo("TLSv1.3");
    assertThat(session.serverName()).contains("a.test");
    assertThat(session.applicationProtocol()).isEmpty();
    assertThat(session.peerCertificates()).isEmpty();
    Wait.until("no connection is left", () -> server.connections().isEmpty());
  }

  @Test
  void handshakesGoThroughWhatGoesWrongOnPurpose() throws Exception {
    register("echo");
    ListenerInfo info =
        bind(
            Map.of(
                "tlsCertificates",
                file("a.pem", CA.issue("a.test").pem()).toString(),
                "faults",
                "slice=7 delay=1ms"));
    assertThat(talk(connect(context(null), info, "a.test"), 10)).isEqualTo("echo:hello");
    Wait.until("no connection is left", () -> server.connections().isEmpty());
  }

  @Test
  void whoIsToFinishIsEndedInOrderWhenItHasBeenAnswered() throws Exception {
    var registration = server.register("echo", "1.0.0", ConnectionTest::echo);
    ListenerInfo info =
        bind(
            Map.of(
                "tlsCertificates",
                file("a.pem", CA.issue("a.test").pem()).toString(),
                "finishWithin",
                "24h"));
    try (SSLSocket rests = connect(context(null), info, "a.test");
        SSLSocket sends = connect(context(null), info, "a.test")) {
      for (SSLSocket each : List.of(rests, sends)) {
        each.getOutputStream().write(new byte[100]);
        assertThat(each.getInputStream().readNBytes(100)).hasSize(100);
      }
      sends.getOutputStream().write(new byte[1 << 20]);
      Wait.until(
          "it has begun", () -> server.connections().stream().anyMatch(it -> it.received() > 100));
      var gone = CompletableFuture.runAsync(registration::close, Thread::startVirtualThread);
      assertThat(rests.getInputStream().read()).isEqualTo(-1);
      assertThat(sends.getInputStream().readNBytes(1 << 20)).hasSize(1 << 20);
      assertThat(sends.getInputStream().read()).isEqualTo(-1);
      rests.shutdownOutput();
      sends.shutdownOutput();
      gone.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void partsOfFilesAreSentThroughTls() throws Exception {
    byte[] bytes = new byte[64 << 20];
    new Random(64).nextBytes(bytes);
    Path path = Files.write(folder.resolve("file"), bytes);
    server.register(
        "echo",
        "1.0.0",
        connection ->
            Component.of(
                "sender",
                (in, out) -> {
                  ByteBuffer first = in.receive();
                  out.send(first);
                  out.send(FileRegion.of(path).message());
                  out.send(first);
                }));
    ListenerInfo info =
        bind(Map.of("tlsCertificates", file("a.pem", CA.issue("a.test").pem()).toString()));
    try (SSLSocket socket = connect(context(null), info, "a.test")) {
      socket.getOutputStream().write('x');
      var in = new DataInputStream(socket.getInputStream());
      assertThat(in.read()).isEqualTo('x');
      byte[] came = new byte[bytes.length];
      in.readFully(came);
      assertThat(came).isEqualTo(bytes);
      assertThat(in.read()).isEqualTo('x');
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aHandshakeThatFailsIsCountedAndOneThatIsLeftIsNot() throws Exception {
    register("echo");
    ListenerInfo info =
        bind(Map.of("tlsCertificates", file("a.pem", CA.issue("a.test").pem()).toString()));
    try (var stranger = new Client(info.address())) {
      stranger.send("GET / HTTP/1.1\r\n\r\n");
      Wait.until("it is refused", () -> server.listeners().getFirst().rejected() == 1);
    }
    try (var passer = new Client(info.address())) {
      passer.send("\u0016\u0003\u0001");
      Wait.until("it is there", () -> server.listeners().getFirst().accepted() == 2);
    }
    Wait.until("no connection is left", () -> server.connections().isEmpty());
    assertThat(server.listeners().getFirst().rejections()).isEqualTo(Map.of(Rejection.TLS, 1L));
  }

  @Test
  void theHostThatIsAskedForDecidesOnTheCertificate() throws Exception {
    register("echo");
    ListenerInfo info =
        bind(
            Map.of(
                "tlsCertificates",
                "%s, %s"
                    .formatted(
                        file("a.pem", CA.issue("a.test").pem()),
                        file("b.pem", CA.issue("*.b.test").pem()))));
    for (String host : List.of("a.test", "x.b.test", "y.b.test")) {
      assertThat(talk(connect(context(null), info, host), 10)).isEqualTo("echo:hello");
    }
    assertThatThrownBy(() -> talk(connect(context(null), info, "x.y.b.test"), 1))
        .hasMessageContaining("No subject alternative DNS name matching x.y.b.test");
    ListenerInfo strict =
        bind(
            Map.of(
                "tlsCertificates", folder.resolve("a.pem").toString(), "tlsRefuseUnknown", "yes"));
    assertThatThrownBy(() -> talk(connect(context(null), strict, "c.test"), 1))
        .hasMessageContaining("unrecognized_name");
    assertThat(talk(connect(context(null), strict, "a.test"), 10)).isEqualTo("echo:hello");
  }

  @Test
  void alpnPicksTheProtocol() throws Exception {
    register("echo");
    register("other");
    ListenerInfo info =
        bind(
            Map.of(
                "tlsCertificates",
                file("a.pem", CA.issue("a.test").pem()).toString(),
                "alpn",
                "o/1=other, e/1=echo, n/1=none"));
    assertThat(talk(connect(context(null), info, "a.test", "e/1", "o/1"), 11))
        .isEqualTo("other:hello");
    assertThat(seen.take().tls().orElseThrow().applicationProtocol()).contains("o/1");
    assertThat(talk(connect(context(null), info, "a.test", "e/1"), 10)).isEqualTo("echo:hello");
    assertThat(talk(connect(context(null), info, "a.test"), 10)).isEqualTo("echo:hello");
    assertThatThrownBy(() -> talk(connect(context(null), info, "a.test", "n/1"), 1))
        .hasMessageContaining("no_application_protocol");
  }

  @Test
  void clientsShowTheirCertificatesWhereTheyMust() throws Exception {
    register("echo");
    var settings =
        new TreeMap<>(
            Map.of(
                "tlsCertificates",
                file("a.pem", CA.issue("a.test").pem()).toString(),
                "tlsTrust",
                file("ca.pem", CA.certificatePem()).toString(),
                "tlsClients",
                "required"));
    ListenerInfo info = bind(settings);
    TestCertificate alice = CA.issue("alice");
    assertThat(talk(connect(context(alice), info, "a.test"), 10)).isEqualTo("echo:hello");
    assertThat(seen.take().tls().orElseThrow().peerCertificates())
        .containsExactly(alice.certificate());
    assertThatThrownBy(() -> talk(connect(context(null), info, "a.test"), 1))
        .isInstanceOf(IOException.class);
    TestCertificate stranger = TestCertificate.authority("Elsewhere").issue("mallory");
    assertThatThrownBy(() -> talk(connect(context(stranger), info, "a.test"), 1))
        .isInstanceOf(IOException.class);
    settings.put("tlsClients", "wanted");
    assertThat(talk(connect(context(null), bind(settings), "a.test"), 10)).isEqualTo("echo:hello");
    assertThat(seen.take().tls().orElseThrow().peerCertificates()).isEmpty();
  }

  @Test
  void changedFilesAreUsedAndWrongOnesAreNot() throws Exception {
    register("echo");
    TestCertificate first = CA.issue("a.test");
    ListenerInfo info = bind(Map.of("tlsCertificates", file("a.pem", first.pem()).toString()));
    SSLContext client = context(null);
    SSLSocket before = connect(client, info, "a.test");
    before.startHandshake();
    TestCertificate second = CA.issue("a.test");
    file("a.pem", second.pem());
    assertThat(server.reloadTls().getFirst().tls().orElseThrow().problem()).isEmpty();
    assertThat(shown(info)).isEqualTo(second.certificate());
    assertThat(talk(before, 10)).isEqualTo("echo:hello");

    file("a.pem", first.chainPem(), second.keyPem());
    assertThat(server.reloadTls().getFirst().tls().orElseThrow().problem())
        .contains("a.pem, line")
        .contains("the key is not that of the certificate");
    assertThat(shown(info)).isEqualTo(second.certificate());

    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    file("a.pem", CA.issue("EC", yesterday, "a.test").pem());
    assertThat(server.reloadTls().getFirst().tls().orElseThrow().problem())
        .contains("a.pem, line 1: the certificate expired at");
    assertThat(shown(info)).isEqualTo(second.certificate());

    // Without being told: they are looked at.
    file("a.pem", first.pem());
    Wait.until("the files are read", () -> shown(info).equals(first.certificate()));
  }

  private static X509Certificate shown(ListenerInfo info) {
    try (SSLSocket socket = connect(context(null), info, "a.test")) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void sessionsAreResumedAfterAReloadUnlessTheirCertificateChanged() throws Exception {
    register("echo");
    ListenerInfo info =
        bind(
            Map.of(
                "tlsCertificates",
                "%s, %s"
                    .formatted(
                        file("a.pem", CA.issue("a.test").pem()),
                        file("b.pem", CA.issue("b.test").pem()))));
    SSLContext client = context(null);
    SSLSocket before = connect(client, info, "a.test");
    talk(before, 10);
    file("b.pem", CA.issue("b.test").pem());
    server.reloadTls();
    SSLSocket resumed = connect(client, info, "a.test");
    talk(resumed, 10);
    assertThat(resumed.getSession().getCreationTime())
        .isEqualTo(before.getSession().getCreationTime());
    TestCertificate other = CA.issue("a.test");
    file("a.pem", other.pem());
    server.reloadTls();
    SSLSocket anew = connect(client, info, "a.test");
    talk(anew, 10);
    assertThat(anew.getSession().getPeerCertificates()[0]).isEqualTo(other.certificate());
  }

  @Test
  void aListenerWhoseFilesAreWrongFromTheBeginningDoesNotServePlainInstead() throws Exception {
    register("echo");
    ListenerInfo info = bind(Map.of("tlsCertificates", folder.resolve("none.pem").toString()));
    assertThat(info.state()).isEqualTo(ListenerInfo.State.FAILED);
    assertThat(info.reason()).contains("none.pem is not there");
    file("none.pem", CA.issue("a.test").pem());
    info = server.retry("test");
    assertThat(info.state()).isEqualTo(ListenerInfo.State.SERVING);
    assertThat(talk(connect(context(null), info, "a.test"), 10)).isEqualTo("echo:hello");
  }

  @Test
  void onePortSpeaksTlsAndPlainAndSeveralProtocols() throws Exception {
    register("echo");
    server.register(
        "lines",
        "1.0.0",
        new ProtocolFactory() {
          @Override
          public Component<ByteBuffer, ByteBuffer> create(Connection connection) {
            return Component.of(
                "lines",
                (in, out) -> {
                  out.send(ByteBuffer.wrap("lines:".getBytes(StandardCharsets.UTF_8)));
                  in.forEach(out::send);
                });
          }

          @Override
          public Optional<Sniffer> sniffer() {
            return Optional.of(
                first -> {
                  String text = StandardCharsets.UTF_8.decode(first).toString();
                  return text.startsWith("LINE")
                      ? Verdict.SUPPORTED
                      : "LINE".startsWith(text) ? Verdict.UNKNOWN : Verdict.UNSUPPORTED;
                });
          }
        });
    ListenerInfo info =
        bind(
            Map.of(
                "tlsCertificates",
                file("a.pem", CA.issue("a.test").pem()).toString(),
                "tlsOptional",
                "yes",
                "alpn",
                "e/1=echo",
                "sniff",
                "lines"));
    assertThat(talk(connect(context(null), info, "a.test"), 10)).isEqualTo("echo:hello");
    try (var client = new Client(info.address())) {
      assertThat(client.send("hello").read(10)).isEqualTo("echo:hello");
    }
    try (var client = new Client(info.address())) {
      client.send("L").send("I").send("N");
      assertThat(client.send("ES").end().readAll()).isEqualTo("lines:LINES");
    }
    try (var client = new Client(info.address())) {
      assertThat(client.send("LI").end().readAll()).isEqualTo("echo:LI");
    }
    try (SSLSocket socket = connect(context(null), info, "a.test", "e/1")) {
      socket.getOutputStream().write("LINES".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readNBytes(10), StandardCharsets.UTF_8))
          .isEqualTo("echo:LINES");
    }
    try (SSLSocket socket = connect(context(null), info, "a.test")) {
      socket.getOutputStream().write("LINES".getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readNBytes(11), StandardCharsets.UTF_8))
          .isEqualTo("lines:LINES");
    }
    Wait.until("no connection is left", () -> server.connections().isEmpty());
  }

  @Test
  void settingsThatDoNotFitTogetherAreRefused() {
    assertThatThrownBy(() -> bind(Map.of("tlsClients", "required", "tlsCertificates", "x.pem")))
        .hasMessage("tlsClients = required needs tlsTrust");
    assertThatThrownBy(() -> bind(Map.of("alpn", "h2=http2")))
        .hasMessage("TLS needs tlsCertificates");
  }

  @Test
  void aHandshakeThatDoesNotComeIsNotWaitedForForEver() throws Exception {
    register("echo");
    ListenerInfo info =
        bind(
            Map.of(
                "tlsCertificates",
                file("a.pem", CA.issue("a.test").pem()).toString(),
                "handshakeTimeout",
                "100ms"));
    try (var client = new Client(info.address())) {
      assertThatThrownBy(client::readAll).isInstanceOf(IOException.class);
    }
    assertThat(seen).isEmpty();
  }

  @Test
  void aPlainClientIsRefused() throws Exception {
    register("echo");
    ListenerInfo info =
        bind(Map.of("tlsCertificates", file("a.pem", CA.issue("a.test").pem()).toString()));
    try (var client = new Client(info.address())) {
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readAll().length()).isLessThan(20);
    }
    assertThat(seen).isEmpty();
    assertThatThrownBy(() -> talk(connect(SSLContext.getDefault(), info, "a.test"), 1))
        .isInstanceOf(SSLException.class);
  }
}
