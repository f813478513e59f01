package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.launcher.Kamaelia.Result;

/** TLS as its document says it is had, with OpenSSL and curl; the commands are the document's. */
@Timeout(300)
class TlsIT {
  private static final String PORT = "7443";

  @TempDir static Path temp;
  private static Kamaelia kamaelia;

  /** What the document shows: to make a certificate, the listener, and to talk to it. */
  private static String make;

  private static String listener;
  private static String talk;

  @BeforeAll
  static void start() throws Exception {
    List<String> blocks = Document.blocks("tls.md", "");
    make = blocks.get(0);
    listener = blocks.get(1);
    talk = blocks.get(2);
    assertThat(make).startsWith("openssl req");
    assertThat(listener).contains(PORT, "etc/certificate.pem", "etc/key.pem");
    assertThat(talk).startsWith("openssl s_client").contains(PORT);
    kamaelia = new Kamaelia(temp);
    // Where the relative paths begin.
    Result started = shell("%s/bin/kamaelia start --daemon --base .".formatted(kamaelia.dist));
    assertThat(started.exitCode()).as(started::toString).isZero();
    assertThat(shell(make).exitCode()).isZero();
  }

  @AfterAll
  static void end() throws IOException {
    kamaelia.close();
  }

  @Test
  void theDocumentsCommandsServeEchoOverTls() throws Exception {
    int port = serve("echo", "");
    Heard tls13 = talk(port, "");
    assertThat(tls13.text).contains("TLSv1.3", "Verify return code: 0 (ok)", "hello");
    assertThat(tls13.exitCode).isZero();
    assertThat(talk(port, "-tls1_2").text).contains("TLSv1.2", "hello");
    Heard old = talk(port, "-tls1_1 -cipher DEFAULT@SECLEVEL=0");
    assertThat(old.exitCode).isNotZero();
    assertThat(old.text).contains("alert protocol version").doesNotContain("hello");
  }

  @Test
  void curlGetsTheTimeOfDay() throws Exception {
    int port = serve("clock", "protocol = daytime");
    Result curl =
        shell(
            "curl --silent --show-error --http0.9 --cacert etc/certificate.pem"
                + " --resolve localhost:%1$d:127.0.0.1 https://localhost:%1$d/".formatted(port));
    assertThat(curl.out()).as(curl::err).containsPattern("20\\d\\d");
    assertThat(curl.exitCode()).as(curl::err).isZero();
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    int port = serve("stubborn", "");
    try (var client = new Client(talk(port) + " -tls1_2")) {
      client.say("hello\n").until("hello");
      client.say("R\n").until("RENEGOTIATING");
      client.say("again\n").toEnd();
      assertThat(client.heard).doesNotContain("again");
      assertThat(client.exitCode()).isNotZero();
    }
  }

  @Test
  void theClientsWishDecidesOnTheProtocol() throws Exception {
    int port = serve("several", "alpn = day=daytime, again=echo");
    assertThat(talk(port, "-alpn again").text).contains("ALPN protocol: again", "hello");
    try (var client = new Client(talk(port) + " -alpn day,again")) {
      client.until("ALPN protocol: day").toEnd();
    }
    Heard other = talk(port, "-alpn other");
    assertThat(other.text).contains("no application protocol");
    assertThat(other.exitCode).isNotZero();
  }

  @Test
  void theHostThatIsAskedForGetsItsCertificate() throws Exception {
    certificate("other", "other.test");
    int port =
        serve(
            "hosts",
            "tlsCertificates = etc/certificate.pem, etc/other.pem\n"
                + "tlsKeys = etc/key.pem, etc/other-key.pem");
    assertThat(talk(port, "").text).contains("subject=CN = localhost");
    String asks = talk(port).replace("-servername localhost", "-servername other.test");
    try (var client = new Client(asks.replace("etc/certificate.pem", "etc/other.pem"))) {
      client.say("hello\n").until("hello").hangUp();
      assertThat(client.heard).contains("subject=CN = other.test", "Verify return code: 0");
    }
  }

  @Test
  void whoHasNoCertificateThatIsTrustedIsRefused() throws Exception {
    certificate("client", "client.test");
    certificate("stranger", "stranger.test");
    int port = serve("members", "tlsClients = required\ntlsTrust = etc/client.pem");
    assertThat(talk(port, "-cert etc/client.pem -key etc/client-key.pem").text).contains("hello");
    for (String version : List.of("-tls1_3", "-tls1_2")) {
      for (String shows : List.of("", " -cert etc/stranger.pem -key etc/stranger-key.pem")) {
        Heard refused = talk(port, version + shows);
        assertThat(refused.exitCode).as(refused.text).isNotZero();
        assertThat(refused.text).as(version + shows).contains("alert").doesNotContain("hello");
      }
    }
  }

  @Test
  void aNewCertificateIsServedAndAWrongOneIsNot() throws Exception {
    certificate("own", "localhost");
    String own = "tlsCertificates = etc/own.pem\ntlsKeys = etc/own-key.pem";
    int port = serve("renewed", own);
    String first = shown(port);

    // A key of another certificate.
    Files.copy(etc("own-key.pem"), etc("kept.pem"));
    certificate("next", "localhost");
    move("next-key.pem", "own-key.pem");
    assertThat(kamaelia.console("tls-reload")).contains("renewed", "the key is not that of");
    assertThat(shown(port)).isEqualTo(first);

    // One whose time is over.
    Result expired =
        shell(
            "openssl req -new -key etc/own-key.pem -subj /CN=localhost"
                + " | openssl x509 -req -signkey etc/own-key.pem -days -1 -out etc/expired.pem");
    assertThat(expired.exitCode()).as(expired::err).isZero();
    move("expired.pem", "own.pem");
    assertThat(kamaelia.console("tls-reload")).contains("renewed", "the certificate expired at");
    assertThat(kamaelia.log()).contains("the key is not that of", "the certificate expired at");
    assertThat(kamaelia.console("diag")).contains("the certificate expired at");
    assertThat(shown(port)).isEqualTo(first);

    // The one that belongs to the key.
    move("next.pem", "own.pem");
    kamaelia.console("tls-reload");
    assertThat(shown(port)).isNotEqualTo(first);
    assertThat(kamaelia.console("diag")).doesNotContain("the certificate expired at");
  }

  /** Makes the document's listener under another name, at a free port, with settings changed. */
  private static int serve(String name, String settings) throws Exception {
    int port = Kamaelia.freePort();
    String text = listener.replace(PORT, "" + port);
    for (String line : settings.lines().toList()) {
      String key = line.replaceAll(" =.*", "");
      text = text.replaceAll("(?m)^" + key + " = .*\n", "") + line + "\n";
    }
    Files.writeString(etc("org.kamaelia.net.listener-%s.cfg".formatted(name)), text);
    await(
        () -> name + " serves at " + port + ": " + kamaelia.log(),
        () -> kamaelia.log().contains("127.0.0.1:" + port));
    return port;
  }

  /** Makes the document's certificate and key for another host, in other files. */
  private static void certificate(String name, String host) throws Exception {
    Result made =
        shell(
            make.replace("etc/key.pem", "etc/" + name + "-key.pem")
                .replace("etc/certificate.pem", "etc/" + name + ".pem")
                .replace("localhost", host));
    assertThat(made.exitCode()).as(made::err).isZero();
  }

  private static Path etc(String name) {
    return kamaelia.base.resolve("etc").resolve(name);
  }

  private static void move(String from, String to) throws IOException {
    Files.move(etc(from), etc(to), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The fingerprint of the certificate that is shown. */
  private static String shown(int port) throws Exception {
    Result shown =
        shell(
            "openssl s_client -connect 127.0.0.1:%d </dev/null 2>/dev/null | openssl x509 -noout -fingerprint"
                .formatted(port));
    assertThat(shown.out()).contains("Fingerprint");
    return shown.out();
  }

  private static Result shell(String command) throws IOException, InterruptedException {
    return kamaelia.tool(Path.of("/dev/null"), "sh", "-c", inBase(command));
  }

  private static String inBase(String command) {
    return "cd '%s' && %s".formatted(kamaelia.base, command);
  }

  /** The document's command, for a port. */
  private static String talk(int port) {
    return talk.strip().replace(PORT, "" + port);
  }

  private record Heard(String text, int exitCode) {}

  /** Says hello to the server and waits for the echo, or for the end. */
  private static Heard talk(int port, String options) throws Exception {
    try (var client = new Client(talk(port) + " " + options)) {
      client.say("hello\n").until("hello").hangUp();
      return new Heard(client.heard, client.exitCode());
    }
  }

  /** OpenSSL's client, which is talked to. */
  private static final class Client implements AutoCloseable {
    private final Process process;
    private String heard = "";

    Client(String command) throws IOException {
      process =
          new ProcessBuilder("sh", "-c", inBase("exec " + command))
              .redirectErrorStream(true)
              .start();
    }

    Client say(String text) {
      try {
        process.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
      } catch (IOException e) {
        // It has ended, which shows.
      }
      return this;
    }

    /** Reads until that has come, or the end. */
    Client until(String text) throws IOException {
      byte[] some = new byte[4096];
      InputStream in = process.getInputStream();
      while (!heard.contains(text)) {
        int count = in.read(some);
        if (count < 0) {
          break;
        }
        heard += new String(some, 0, count, StandardCharsets.ISO_8859_1);
      }
      return this;
    }

    Client toEnd() throws IOException {
      heard += new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return this;
    }

    int exitCode() throws InterruptedException {
      assertThat(process.waitFor(Kamaelia.SECONDS, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    /** Ends the client's input, and so the conversation. */
    void hangUp() throws IOException {
      try {
        process.getOutputStream().close();
      } catch (IOException e) {
        // It has ended already.
      }
      toEnd();
    }

    @Override
    public void close() throws IOException {
      hangUp();
    }
  }
}
