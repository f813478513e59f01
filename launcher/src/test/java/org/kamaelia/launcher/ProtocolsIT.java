package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kamaelia.launcher.Kamaelia.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.launcher.Kamaelia.Result;

/** What the server serves, seen by the clients that people have. */
@Timeout(180)
class ProtocolsIT {

  private static final Path FORTUNE = Path.of(System.getProperty("kamaelia.fortune.jar"));

  @TempDir static Path temp;
  private static Kamaelia kamaelia;

  @BeforeAll
  static void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    kamaelia.listener("fortune");
    kamaelia.startDaemon();
  }

  @AfterAll
  static void end() throws IOException {
    kamaelia.close();
  }

  @Test
  void startShowsTheListeners() throws Exception {
    Result status = kamaelia.run("status");
    for (String listener : List.of("echo", "daytime", "chargen", "time")) {
      assertThat(status.out())
          .containsPattern(listener + " .*127.0.0.1:" + kamaelia.port(listener));
    }
  }

  @Test
  void echoSendsBackWhatNetcatSends() throws Exception {
    Path hello = Files.writeString(temp.resolve("hello"), "hello");
    assertThat(netcat("echo", hello).out()).isEqualTo("hello");
  }

  @Test
  void megabytesComeBackAsTheyWere() throws Exception {
    long seed = System.nanoTime();
    System.out.println("megabytesComeBackAsTheyWere: seed " + seed);
    Path sent = temp.resolve("sent");
    Random random = new Random(seed);
    byte[] chunk = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(sent)) {
      for (int i = 0; i < 64; i++) {
        random.nextBytes(chunk);
        out.write(chunk);
      }
    }
    netcat("echo", sent);
    assertThat(Files.mismatch(sent, kamaelia.lastOutput())).isEqualTo(-1);
  }

  @Test
  void protocolIsServedWhileItsJarIsThere() throws Exception {
    assertThat(opens("fortune")).isFalse();
    Path jar = drop("fortune.jar", Files.readAllBytes(FORTUNE));
    await("the port opens", () -> opens("fortune"));
    assertThat(netcat("fortune", Path.of("/dev/null")).out()).isNotBlank();
    Files.delete(jar);
    await("the port closes", () -> !opens("fortune"));
  }

  @Test
  void brokenJarIsNamedAndTheOthersServeOn() throws Exception {
    byte[] half = Files.readAllBytes(FORTUNE);
    Path jar = drop("broken.jar", Arrays.copyOf(half, half.length / 2));
    await(
        "it is refused",
        () -> kamaelia.console("deployments").matches("(?s).*broken\\.jar +rejected.*"));
    Path hello = Files.writeString(temp.resolve("hello again"), "hello again");
    assertThat(netcat("echo", hello).out()).isEqualTo("hello again");
    Files.delete(jar);
    await("it is forgotten", () -> !kamaelia.console("deployments").contains("broken"));
  }

  @Test
  void listenerMovesWhenItsFileChanges() throws Exception {
    Path file = kamaelia.base.resolve("etc/org.kamaelia.net.listener-discard.cfg");
    int port = Kamaelia.freePort();
    Files.writeString(
        file, Files.readString(file).replace(":" + kamaelia.port("discard"), ":" + port));
    await("the new port opens", () -> opens(port));
    await("the old port closes", () -> !opens("discard"));
  }

  @Test
  void listenerMadeAtTheConsoleIsThereAfterARestart() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("restarted"));
    int port = Kamaelia.freePort();
    try (Kamaelia restarted = new Kamaelia(folder)) {
      restarted.startDaemon();
      restarted.console("bind echo 127.0.0.1:" + port + " --name mine");
      await("it opens", () -> opens(port));
      assertThat(restarted.run("stop").exitCode()).isZero();
      assertThat(opens(port)).isFalse();
      restarted.startDaemon();
      await("it opens again", () -> opens(port));
    }
  }

  @Test
  void openConnectionsFinishWhenTheServerStops() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("stopped"));
    try (Kamaelia stopped = new Kamaelia(folder)) {
      stopped.startDaemon();
      await("echo serves", () -> opens(stopped.port("echo")));
      try (Socket socket = connect(stopped.port("echo"))) {
        socket.getOutputStream().write('a');
        assertThat(socket.getInputStream().read()).isEqualTo('a');
        Result stop = stopped.run("stop");
        assertThat(stop.exitCode()).as(stop::toString).isZero();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  /** What netcat gets when it sends a file and then ends its half. */
  private static Result netcat(String listener, Path input) throws Exception {
    Result result = kamaelia.tool(input, "nc", "-N", "127.0.0.1", "" + kamaelia.port(listener));
    assertThat(result.exitCode()).as(() -> result.err() + kamaelia.log()).isZero();
    return result;
  }

  /** Puts a jar into the server as a careful user does: in one step. */
  private static Path drop(String name, byte[] content) throws IOException {
    Path beside = Files.write(kamaelia.base.resolve(name), content);
    return Files.move(
        beside, kamaelia.base.resolve("deploy").resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean opens(String listener) throws IOException {
    return opens(kamaelia.port(listener));
  }

  private static boolean opens(int port) throws IOException {
    try (Socket socket = connect(port)) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(30_000);
    return socket;
  }
}
