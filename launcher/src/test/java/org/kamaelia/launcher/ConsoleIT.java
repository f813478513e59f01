package org.kamaelia.launcher;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What scripts do with the console of a server that runs. */
@Timeout(180)
class ConsoleIT {
  @TempDir Path temp;
  private Kamaelia kamaelia;

  @BeforeEach
  void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    Path command = kamaelia.base.resolve("kamaelia");
    Files.writeString(
        command,
        "#!/bin/sh\nexec %s \"$@\" --base %s\n"
            .formatted(kamaelia.dist.resolve("bin/kamaelia"), kamaelia.base));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    kamaelia.startDaemon();
  }

  @AfterEach
  void stop() throws IOException {
    kamaelia.close();
  }

  @Test
  void theDocumentsScriptsDoWhatItSays() throws Exception {
    List<String> scripts = Document.blocks("console.md", "sh");
    assertThat(scripts).hasSize(5);
    assertThat(sh(scripts.get(0)).lines()).contains("echo", "time");
    assertThat(sh(scripts.get(1))).isEqualTo("0\n");
    assertThat(sh(scripts.get(2))).matches("127.0.0.1:[0-9]+\nlistener probe is gone\n");
    assertThat(sh(scripts.get(3))).isEqualTo("0\n0\n0\n");
    assertThat(sh(scripts.get(4))).endsWith("it can be deployed\n");
  }

  @Test
  void aChangeIsInTheAuditLogAndInTheServersLog() throws Exception {
    kamaelia.console("bind echo 0 --name audited");
    assertThat(kamaelia.run("console", "-c", "unbind nobody").exitCode()).isEqualTo(1);
    String line = ": bind echo 0 --name audited: listener audited serves echo";
    String audit = Files.readString(kamaelia.base.resolve("var/log/audit.log"));
    assertThat(audit)
        .containsPattern(System.getProperty("user.name") + " \\(console \\d+\\)" + line)
        .contains(": unbind nobody: refused: no listener nobody");
    assertThat(kamaelia.log()).contains(line);
  }

  @Test
  void aChangeByAFileIsAuditedUnderItsName() throws Exception {
    Path file = kamaelia.base.resolve("etc/org.kamaelia.net.listener-echo.cfg");
    Files.writeString(file, Files.readString(file) + "idleTimeout = 5m\n");
    Path audit = kamaelia.base.resolve("var/log/audit.log");
    Kamaelia.await(
        "the file's line",
        () ->
            Files.readString(audit)
                .contains(
                    "audit: etc/org.kamaelia.net.listener-echo.cfg: listener echo is serving at "));
    Files.delete(kamaelia.base.resolve("deploy/time.jar"));
    Kamaelia.await(
        "it is removed", () -> Files.readString(audit).contains("audit: deploy/time.jar: removed"));
    assertThat(Files.readString(audit))
        .contains("audit: deploy/time.jar: deployed org.kamaelia.protocol.time ");
  }

  @Test
  void aJarIsPlannedSwappedAndShownWithItsSteps() throws Exception {
    String jar = System.getProperty("kamaelia.fortune.jar");
    assertThat(kamaelia.console("plan " + jar + " --as fortune.jar")).contains("would be deployed");
    assertThat(kamaelia.console("swap " + jar + " --as fortune.jar"))
        .startsWith("fortune.jar runs org.kamaelia.protocol.fortune ");
    assertThat(kamaelia.console("deployments fortune.jar"))
        .containsPattern("move +passed")
        .containsPattern("1 +org.kamaelia.protocol.fortune .*runs");
    assertThat(kamaelia.console("leaks")).isEqualTo("no leaks\n");
  }

  @Test
  void aBundleThatLeaksIsNamedTogetherWithWhatHoldsIt() throws Exception {
    Path etc = kamaelia.base.resolve("etc/org.kamaelia.deploy.cfg");
    Files.writeString(etc, "unloadWithin = 500ms\n");
    Kamaelia.await("it is taken", () -> kamaelia.log().contains("unloadWithin = 500 ms"));
    Path jar = kamaelia.base.resolve("leaking.jar");
    TestBundle.write(jar, "leaking", TestBundle.Leaks.class, null);
    kamaelia.console("swap " + jar);
    Files.delete(kamaelia.base.resolve("deploy/leaking.jar"));
    Kamaelia.await("it is found", () -> kamaelia.log().contains("not unloaded: leaking 0.0.0"));
    assertThat(kamaelia.console("leaks")).contains("leaking", "`leaks --heap` searches");
    assertThat(kamaelia.console("leaks --heap"))
        .containsPattern("(?s)leaking .*java\\.lang\\.System\\.props > .*TestBundle\\$Leaks");
  }

  @Test
  void aConnectionIsClosedByItsNumberAndOthersByTheirAddress() throws Exception {
    int port = kamaelia.port("echo");
    try (Socket closed = connect(port);
        Socket reset = connect(port)) {
      echo(closed, "one");
      echo(reset, "two");
      String id = kamaelia.connection(closed);
      assertThat(kamaelia.console("close " + id)).isEqualTo("connection " + id + " is closed\n");
      assertThat(closed.getInputStream().read()).isEqualTo(-1);
      assertThat(kamaelia.console("close 127.0.0.0/8 --reset"))
          .isEqualTo("1 connection from 127.0.0.0/8 is reset\n");
      assertThatThrownBy(() -> reset.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThat(kamaelia.run("console", "-c", "close " + id).exitCode()).isEqualTo(1);
      assertThat(kamaelia.console("listeners"))
          .containsPattern("echo +serving .* an operator closed it 2");
    }
  }

  @Test
  void aListenersFaultsAreSwitchedWhileItServes() throws Exception {
    int port = kamaelia.port("echo");
    try (Socket before = connect(port)) {
      assertThat(kamaelia.console("faults echo delay=300ms slice=3 seed=7"))
          .startsWith("listener echo has faults on purpose: delay=300ms slice=3 seed=7;");
      assertThat(kamaelia.log()).contains("listener echo has faults on purpose: delay=300ms");
      assertThat(kamaelia.console("listeners")).containsPattern("echo .* delay=300ms slice=3");
      try (Socket slow = connect(port)) {
        echo(before, "not for those who were there");
        long began = System.nanoTime();
        echo(slow, "there and back");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .isGreaterThan(Duration.ofMillis(600));
        kamaelia.console("faults echo reset=4");
        echo(slow, "over, for this one");
      }
      try (Socket cut = connect(port)) {
        cut.getOutputStream().write("12345".getBytes(US_ASCII));
        assertThatThrownBy(() -> cut.getInputStream().readAllBytes())
            .isInstanceOf(SocketException.class);
      }
      assertThat(kamaelia.console("faults echo off")).isEqualTo("listener echo has no faults\n");
      try (Socket well = connect(port)) {
        echo(well, "as if nothing had been");
      }
      echo(before, "still there");
    }
    assertThat(Files.readString(kamaelia.base.resolve("var/log/audit.log")))
        .contains(": faults echo off: listener echo has no faults");
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void echo(Socket socket, String text) throws IOException {
    byte[] bytes = text.getBytes(US_ASCII);
    socket.getOutputStream().write(bytes);
    assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
  }

  @Test
  void aListenerIsDrainedAndResumed() throws Exception {
    assertThat(kamaelia.console("drain echo")).startsWith("listener echo is drained: 0 ");
    Kamaelia.Result verdict = kamaelia.run("console", "-c", "diag echo");
    assertThat(verdict.exitCode()).isEqualTo(1);
    assertThat(verdict.out()).contains("`resume echo` opens it again");
    assertThat(kamaelia.console("resume echo")).contains("listener echo serves echo");
  }

  /** Runs a script in the server's folder, and gives what it printed. */
  private String sh(String script) throws Exception {
    Kamaelia.Result result =
        kamaelia.tool(
            Path.of("/dev/null"), "sh", "-ec", "cd %s\n%s".formatted(kamaelia.base, script));
    assertThat(result.exitCode()).as(result::toString).isZero();
    return result.out();
  }
}
