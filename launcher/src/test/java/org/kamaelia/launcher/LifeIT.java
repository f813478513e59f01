package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.launcher.Kamaelia.Result;

/** The server's life, from outside. */
@Timeout(180)
class LifeIT {

  @TempDir Path temp;
  private Kamaelia kamaelia;

  @BeforeEach
  void folder() throws IOException {
    kamaelia = new Kamaelia(temp);
  }

  @AfterEach
  void end() throws IOException {
    kamaelia.close();
  }

  @Test
  void daemonServesUntilItIsStopped() throws Exception {
    Result started = kamaelia.run("start", "--daemon");
    assertThat(started.exitCode()).as(started::toString).isZero();
    ProcessHandle server = kamaelia.server();
    assertThat(started.out()).startsWith("serving, pid " + server.pid() + ", up ");

    Result status = kamaelia.run("status");
    assertThat(status.exitCode()).isZero();
    assertThat(status.out()).contains("serving, pid " + server.pid(), "in " + kamaelia.base);

    Result second = kamaelia.run("start");
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err())
        .isEqualTo(
            "kamaelia: a server already runs in %s, pid %d\n"
                .formatted(kamaelia.base, server.pid()));

    assertThat(kamaelia.run("start", "--daemon").err()).isEqualTo(second.err());

    Result stopped = kamaelia.run("stop");
    assertThat(stopped.exitCode()).isZero();
    assertThat(stopped.out()).endsWith("stopped\n");
    assertThat(kamaelia.run("status").exitCode()).isEqualTo(3);
    assertThat(kamaelia.run("stop").exitCode()).isZero();
    assertThat(kamaelia.log()).contains("launcher: stops within", "launcher: stopped");
  }

  @Test
  void consoleGivesACommandsOutputAndItsExitCode() throws Exception {
    kamaelia.startDaemon();
    assertThat(kamaelia.console("deployments")).contains("echo.jar", "time.jar");
    Result unknown = kamaelia.run("console", "-c", "deploymints");
    assertThat(unknown.exitCode()).isEqualTo(127);
    assertThat(unknown.err()).contains("deployments");
  }

  @Test
  void signalDrainsAndEndsTheForegroundServer() throws Exception {
    Process server = kamaelia.start("start");
    await("serving", () -> kamaelia.out(server).contains("serving, pid " + server.pid()));
    server.destroy();
    Result ended = kamaelia.run(server);
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.err()).contains("stops within 30 s: SIGTERM", "launcher: stopped");
  }

  @Test
  void serverThatWasKilledIsNotInTheWayOfTheNext() throws Exception {
    kamaelia.startDaemon();
    ProcessHandle killed = kamaelia.server();
    killed.destroyForcibly();
    await("free", () -> kamaelia.run("status").exitCode() == 3);
    kamaelia.startDaemon();
    assertThat(kamaelia.server().pid()).isNotEqualTo(killed.pid());
  }

  @Test
  void listenerWhoseFileWentWhileNoServerRanDoesNotComeBack() throws Exception {
    Path kept = kamaelia.base.resolve("var/config/org/kamaelia/net");
    kamaelia.startDaemon();
    assertThat(kept).isDirectoryContaining("glob:**listener*echo.config");
    kamaelia.run("stop");
    Files.delete(kamaelia.base.resolve("etc/org.kamaelia.net.listener-echo.cfg"));
    kamaelia.startDaemon();
    assertThat(kept)
        .isDirectoryNotContaining("glob:**listener*echo.config")
        .isDirectoryContaining("glob:**listener*time.config");
  }

  @Test
  void bundleThatDoesNotResolveFailsTheStartWithItsReason() throws Exception {
    Path dist = TestBundle.distribution(temp);
    TestBundle.write(dist.resolve("system/broken.jar"), "broken", null, "no.such.pack");
    try (Kamaelia broken = new Kamaelia(temp.resolve("broken"), dist)) {
      Result failed = broken.run("start");
      assertThat(failed.exitCode()).isEqualTo(1);
      assertThat(failed.err().lines().toList().getLast())
          .startsWith("kamaelia: the server does not start: ")
          .contains("broken", "no.such.pack");
      assertThat(broken.log()).contains("no.such.pack", "    org.osgi.framework.BundleException");
      assertThat(broken.run("status").exitCode()).isEqualTo(3);
    }
  }

  @Test
  void daemonThatFailsShowsWhy() throws Exception {
    Path dist = TestBundle.distribution(temp);
    TestBundle.write(dist.resolve("system/broken.jar"), "broken", TestBundle.Throws.class, null);
    try (Kamaelia broken = new Kamaelia(temp.resolve("broken"), dist)) {
      Result failed = broken.run("start", "--daemon");
      assertThat(failed.exitCode()).isEqualTo(1);
      assertThat(failed.err())
          .contains("the server ended before it served", "broken", "IllegalStateException: why");
    }
  }

  @Test
  void secondInterruptEndsAServerThatHangs() throws Exception {
    Path dist = TestBundle.distribution(temp);
    TestBundle.write(dist.resolve("system/hangs.jar"), "hangs", TestBundle.Hangs.class, null);
    try (Kamaelia hanging = new Kamaelia(temp.resolve("hanging"), dist)) {
      Process server = hanging.start("start");
      await("serving", () -> hanging.out(server).contains("serving"));
      interrupt(server);
      await("it stops", () -> hanging.err(server).contains("stops within 30 s: SIGINT"));
      interrupt(server);
      Result ended = hanging.run(server);
      assertThat(ended.exitCode()).isEqualTo(130);
      assertThat(ended.err()).contains("ends at once");
    }
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-INT", "" + process.pid()).inheritIO().start();
    assertThat(kill.waitFor(Kamaelia.SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
