package org.kamaelia.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.net.Address;

/** The port, with MINA's own client; the launcher's SshIT asks OpenSSH's. */
@Timeout(120)
class SshPortTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path temp;
  private final FakeConsole console = new FakeConsole();
  private KeyPair anna;
  private Path keys;
  private SshPort port;
  private SshClient client;

  @BeforeEach
  void open() throws Exception {
    KeyPair hostKey = HostKey.in(temp.resolve("ssh"));
    anna = JdkEd25519.generate();
    keys = temp.resolve("authorized_keys");
    Files.writeString(keys, PublicKeyEntry.toString(anna.getPublic()) + " anna at home\n");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    port = new SshPort(console, hostKey, settings(2, Duration.ZERO));
    client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier((session, address, key) -> key.equals(hostKey.getPublic()));
    client.start();
  }

  @AfterEach
  void close() {
    client.stop();
    port.close();
  }

  private SshSettings settings(int most, Duration idle) {
    return new SshSettings(
        new Address.Tcp("127.0.0.1", 0), keys, most, idle, Duration.ofSeconds(30));
  }

  @Test
  void aCommandHasItsOutputItsErrorsAndItsExitCode() throws Exception {
    try (ClientSession session = login();
        ChannelExec exec = session.createExecChannel("exit 3")) {
      var out = new ByteArrayOutputStream();
      var err = new ByteArrayOutputStream();
      exec.setOut(out);
      exec.setErr(err);
      exec.setEnv("LANG", "C");
      exec.open().verify(LONG);
      ended(exec);
      assertThat(exec.getExitStatus()).isEqualTo(3);
      assertThat(out.toString(StandardCharsets.UTF_8))
          .matches("exit 3 by anna at home \\(SHA256:[^,]+, ssh user op, from 127.0.0.1:\\d+\\)\n");
      assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("complaint\n");
    }
  }

  @Test
  void withoutATerminalTheInputIsCommandsUpToTheFirstThatFails() throws Exception {
    try (ClientSession session = login();
        ChannelShell shell = session.createShellChannel()) {
      var out = new ByteArrayOutputStream();
      shell.setUsePty(false);
      shell.setIn(stream("one\n\nexit 4\nthree\n"));
      shell.setOut(out);
      shell.setErr(new ByteArrayOutputStream());
      shell.open().verify(LONG);
      ended(shell);
      assertThat(shell.getExitStatus()).isEqualTo(4);
      assertThat(out.toString(StandardCharsets.UTF_8))
          .contains("one by anna", "exit 4 by anna")
          .doesNotContain("three");
    }
  }

  @Test
  void aTerminalGetsWhatIsTypedAndItsSize() throws Exception {
    try (ClientSession session = login();
        ChannelShell shell = session.createShellChannel()) {
      shell.setPtyType("xterm");
      shell.setPtyColumns(100);
      shell.setPtyLines(30);
      shell.setRedirectErrorStream(true);
      shell.open().verify(LONG);
      InputStream screen = shell.getInvertedOut();
      assertThat(until(screen, "\n")).startsWith("xterm 100x30 by anna");
      shell.sendWindowChange(80, 24);
      assertThat(until(screen, "\n")).isEqualTo("now 80x24\r\n");
      shell.getInvertedIn().write("abc".getBytes(StandardCharsets.US_ASCII));
      shell.getInvertedIn().flush();
      assertThat(until(screen, "abc")).isEqualTo("abc");
      shell.getInvertedIn().write('q');
      shell.getInvertedIn().flush();
      ended(shell);
      assertThat(shell.getExitStatus()).isEqualTo(7);
    }
  }

  @Test
  void ctrlCEndsACommandAtATerminal() throws Exception {
    try (ClientSession session = login();
        ChannelExec exec = session.createExecChannel("wait")) {
      exec.setUsePty(true);
      exec.setRedirectErrorStream(true);
      exec.open().verify(LONG);
      assertThat(until(exec.getInvertedOut(), "complaint\r\n")).contains("wait by anna");
      exec.getInvertedIn().write(3);
      exec.getInvertedIn().flush();
      ended(exec);
    }
  }

  @Test
  void aClientThatGoesAwayCutsItsCommand() throws Exception {
    ClientSession session = login();
    ChannelExec exec = session.createExecChannel("wait");
    exec.open().verify(LONG);
    assertThat(until(exec.getInvertedOut(), "\n")).startsWith("wait");
    session.close(true);
    assertThat(console.cut.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nothingIsHandedOn() throws Exception {
    try (ClientSession session = login()) {
      assertThatThrownBy(
              () ->
                  session
                      .createDirectTcpipChannel(
                          new SshdSocketAddress("127.0.0.1", 1),
                          new SshdSocketAddress("127.0.0.1", 2))
                      .open()
                      .verify(LONG))
          .hasMessageContaining("nsupported channel type");
      assertThatThrownBy(
              () ->
                  session.startRemotePortForwarding(
                      new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress("127.0.0.1", 1)))
          .isInstanceOf(IOException.class);
      try (ClientChannel sftp = session.createSubsystemChannel("sftp")) {
        sftp.open().verify(LONG);
        ended(sftp);
      }
    }
  }

  @Test
  void passwordsAreNotEvenAskedFor() throws Exception {
    try (ClientSession session =
        client.connect("op", "127.0.0.1", port.address().getPort()).verify(LONG).getSession()) {
      session.addPasswordIdentity("secret");
      assertThatThrownBy(() -> session.auth().verify(LONG)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void noMoreLogInThanMay() throws Exception {
    try (ClientSession one = login();
        ClientSession two = login()) {
      assertThat(one.isAuthenticated() && two.isAuthenticated()).isTrue();
      try (ClientSession third = connect(anna)) {
        third.waitFor(EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), LONG);
        assertThat(third.isOpen()).isFalse();
      }
      port.change(settings(3, Duration.ZERO));
      login().close();
    }
  }

  @Test
  void whoFailsTooOftenIsKeptOut() throws Exception {
    for (int i = 0; i < Failures.MOST; i++) {
      try (ClientSession stranger = connect(JdkEd25519.generate())) {
        assertThatThrownBy(() -> stranger.auth().verify(LONG)).isInstanceOf(IOException.class);
      }
    }
    // The server hears of the last one's end a moment after that one does.
    byte[] heard = null;
    while (heard == null) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.address().getPort())) {
        socket.setSoTimeout(1000);
        heard = socket.getInputStream().readAllBytes();
      } catch (SocketTimeoutException e) {
        // not kept out yet
      }
    }
    assertThat(heard).as("it is closed, with at most the server's greeting").hasSizeLessThan(30);
  }

  @Test
  void whoSaysNothingForTooLongIsGone() throws Exception {
    port.change(settings(2, Duration.ofMillis(200)));
    try (ClientSession session = login()) {
      session.waitFor(EnumSet.of(ClientSession.ClientSessionEvent.CLOSED), LONG);
      assertThat(session.isOpen()).isFalse();
    }
  }

  private ClientSession connect(KeyPair key) throws IOException {
    ClientSession session =
        client.connect("op", "127.0.0.1", port.address().getPort()).verify(LONG).getSession();
    session.addPublicKeyIdentity(key);
    if (key == anna) {
      session.auth();
    }
    return session;
  }

  private ClientSession login() throws IOException {
    ClientSession session =
        client.connect("op", "127.0.0.1", port.address().getPort()).verify(LONG).getSession();
    session.addPublicKeyIdentity(anna);
    session.auth().verify(LONG);
    return session;
  }

  private static void ended(ClientChannel channel) {
    assertThat(channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LONG))
        .contains(ClientChannelEvent.CLOSED);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads until that has come. */
  private static String until(InputStream in, String text) throws IOException {
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf(text) < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      heard.append((char) next);
    }
    return heard.toString();
  }
}
