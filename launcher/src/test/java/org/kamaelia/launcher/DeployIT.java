package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.launcher.Kamaelia.Result;

/** Versions that come, go and come back, and a server that is killed while they do. */
@Timeout(300)
class DeployIT {
  @TempDir Path temp;
  private Kamaelia kamaelia;
  private int port;
  private Path deployed;
  private Path block;

  @BeforeEach
  void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    port = Kamaelia.freePort();
    Files.writeString(
        kamaelia.base.resolve("etc/org.kamaelia.net.listener-versioned.cfg"),
        "protocol = versioned\naddress = 127.0.0.1:" + port + "\n");
    // nothing else is deployed
    deployed = Files.createDirectory(kamaelia.base.resolve("deploy")).resolve("versioned.jar");
    block = Files.createFile(temp.resolve("block"));
    copy(jar("1.0.0", ""));
    kamaelia.startDaemon();
    assertThat(serves()).isEqualTo("1.0.0");
  }

  @AfterEach
  void end() throws IOException {
    kamaelia.close();
  }

  @Test
  void aJarIsSwappedByCopyingAndRolledBackByCommand() throws Exception {
    copy(jar("2.0.0", ""));
    await("the new one serves", () -> serves().equals("2.0.0"));
    kamaelia.console("rollback versioned.jar");
    assertThat(serves()).isEqualTo("1.0.0");
    assertThat(deployed).hasSameBinaryContentAs(temp.resolve("versioned-1.0.0.jar"));
    kamaelia.console("swap " + jar("3.0.0", "") + " --as versioned.jar");
    assertThat(serves()).isEqualTo("3.0.0");
    Files.delete(deployed);
    await("it is gone", () -> !opens());
    kamaelia.console("rollback versioned.jar");
    await("it is back", () -> opens() && serves().equals("3.0.0"));
    restart();
    assertThat(serves()).isEqualTo("3.0.0");
  }

  /** The figures are printed; {@code -Dkamaelia.swaps=100} makes them better. */
  @Test
  void aJarThatIsCopiedServesSoonAndSoDoesOneThatIsRolledBackTo() throws Exception {
    var copied = new ArrayList<Long>();
    var rolledBack = new ArrayList<Long>();
    for (int i = 0; i < Integer.getInteger("kamaelia.swaps", 3); i++) {
      byte[] jar = Files.readAllBytes(jar("%d.0.0".formatted(2 + i), ""));
      String before = serves();
      Files.write(deployed, jar);
      copied.add(millisUntilServed("%d.0.0".formatted(2 + i)));
      var out = new ByteArrayOutputStream();
      long began = System.nanoTime();
      int code =
          ConsoleClient.run(
              kamaelia.base.resolve("var/console.sock"),
              "rollback versioned.jar",
              Duration.ofMinutes(1),
              out,
              out);
      assertThat(code).as(out::toString).isZero();
      // by the answer of the command it serves
      assertThat(serves()).isEqualTo(before);
      rolledBack.add((System.nanoTime() - began) / 1_000_000);
    }
    System.out.printf(
        "ms from a jar's last byte to the first answer of its version: %s%n"
            + "ms from the command to the first answer of what is rolled back to: %s%n",
        copied.stream().sorted().toList(), rolledBack.stream().sorted().toList());
  }

  /** By new connections, one after the other. */
  private long millisUntilServed(String version) throws IOException {
    long began = System.nanoTime();
    while (!serves().equals(version)) {
      Thread.onSpinWait(); // the test's own time limits it
    }
    return (System.nanoTime() - began) / 1_000_000;
  }

  @Test
  void killedWhileAJarIsCopiedTheServerComesBackWithTheOldOne() throws Exception {
    byte[] bytes = Files.readAllBytes(jar("2.0.0", ""));
    Files.write(deployed, Arrays.copyOf(bytes, bytes.length / 2));
    await("it is looked into", () -> kamaelia.console("deployments").contains("whole: "));
    kill();
    kamaelia.startDaemon();
    assertThat(serves()).isEqualTo("1.0.0");
    Files.write(deployed, bytes);
    await("the new one serves", () -> serves().equals("2.0.0"));
  }

  @Test
  void killedWhileTheNewOneStarts() throws Exception {
    copy(jar("2.0.0", "start"));
    awaitBlocked();
    assertThat(serves()).isEqualTo("1.0.0");
    kill();
    kamaelia.startDaemon();
    assertThat(serves()).isEqualTo("2.0.0");
  }

  @Test
  void killedWhileTheNewOneIsTested() throws Exception {
    copy(jar("2.0.0", "test"));
    awaitBlocked();
    assertThat(serves()).isEqualTo("1.0.0");
    kill();
    kamaelia.startDaemon();
    assertThat(serves()).isEqualTo("2.0.0");
  }

  @Test
  void aStartThatDoesNotEndAfterARestartEitherLeavesTheOldOne() throws Exception {
    copy(jar("2.0.0", "start"));
    awaitBlocked();
    kamaelia.server().destroyForcibly();
    awaitFree();
    kamaelia.startDaemon();
    await(
        () -> "what ran before is back: " + kamaelia.log(),
        () -> opens() && serves().equals("1.0.0"));
    assertThat(kamaelia.console("deployments")).contains("start: does not return");
  }

  @Test
  void killedWhileACommandHasTheNewOneStart() throws Exception {
    Process swap =
        kamaelia.start("console", "-c", "swap " + jar("2.0.0", "start") + " --as versioned.jar");
    awaitBlocked();
    kill();
    swap.destroyForcibly();
    kamaelia.startDaemon();
    // it was not in the folder yet
    assertThat(serves()).isEqualTo("1.0.0");
    assertThat(kamaelia.base.resolve("deploy")).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void killedWhileTheOldOneFinishes() throws Exception {
    try (Socket busy = connect()) {
      assertThat(line(busy)).isEqualTo("1.0.0");
      busy.getOutputStream().write("hold".getBytes(StandardCharsets.US_ASCII));
      copy(jar("2.0.0", ""));
      await("the new one serves", () -> serves().equals("2.0.0"));
      assertThat(kamaelia.console("deployments versioned.jar")).contains("1 connection left");
      kill();
    }
    kamaelia.startDaemon();
    assertThat(serves()).isEqualTo("2.0.0");
  }

  @Test
  void killedWhileTheOldOneStops() throws Exception {
    copy(jar("2.0.0", "stop"));
    await("the second one serves", () -> serves().equals("2.0.0"));
    copy(jar("3.0.0", ""));
    awaitBlocked();
    assertThat(serves()).isEqualTo("3.0.0");
    kill();
    kamaelia.startDaemon();
    assertThat(serves()).isEqualTo("3.0.0");
  }

  /** {@code -Dkamaelia.kills=50} tries more times. */
  @Test
  void killedAtAnyTimeTheServerComesBackWithTheOldOneOrTheNew() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("killedAtAnyTime: seed " + seed);
    var random = new Random(seed);
    int kills = Integer.getInteger("kamaelia.kills", 4);
    for (int version = 2; version < 2 + kills; version++) {
      String before = serves();
      Path jar = jar(version + ".0.0", "");
      boolean command = random.nextBoolean();
      if (command) {
        var _ = kamaelia.start("console", "-c", "swap " + jar + " --as versioned.jar");
      } else {
        copy(jar);
      }
      // the time is what is tried here; the command needs a JVM first
      LockSupport.parkNanos((command ? 600_000_000L : 0) + random.nextLong(500_000_000L));
      kill();
      kamaelia.startDaemon();
      assertThat(serves()).as("seed %d", seed).isIn(before, version + ".0.0");
      for (int i = 0; i < 5; i++) {
        assertThat(serves()).as("seed %d", seed).isEqualTo(serves());
      }
      assertThat(kamaelia.console("protocols").lines().filter(it -> it.startsWith("versioned")))
          .as("seed %d", seed)
          .hasSize(1);
    }
  }

  private Path jar(String version, String blocks) throws IOException {
    return Versioned.jar(temp.resolve("versioned-" + version + ".jar"), version, blocks, block);
  }

  /** As people do: over what is there. */
  private void copy(Path jar) throws IOException, InterruptedException {
    Result copied = kamaelia.tool(Path.of("/dev/null"), "cp", jar.toString(), deployed.toString());
    assertThat(copied.exitCode()).as(copied::toString).isZero();
  }

  private void awaitBlocked() throws Exception {
    await("it blocks", () -> Files.exists(temp.resolve("reached")));
  }

  /** The server ends, without knowing, and what blocks does not any more. */
  private void kill() throws Exception {
    kamaelia.server().destroyForcibly();
    awaitFree();
    Files.deleteIfExists(block);
  }

  private void awaitFree() throws Exception {
    await("it is dead", () -> kamaelia.run("status").exitCode() == 3);
  }

  private void restart() throws Exception {
    assertThat(kamaelia.run("stop").exitCode()).isZero();
    kamaelia.startDaemon();
  }

  /** The version that a new connection gets. */
  private String serves() throws IOException {
    try (Socket socket = connect()) {
      return line(socket);
    }
  }

  private static String line(Socket socket) throws IOException {
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  private boolean opens() throws IOException {
    try (Socket socket = connect()) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    return socket;
  }
}
