package org.kamaelia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The files in etc/, edited while the server runs. */
@Timeout(300)
class ConfigurationIT {
  @TempDir Path temp;
  private Kamaelia kamaelia;

  @BeforeEach
  void start() throws Exception {
    kamaelia = new Kamaelia(temp);
    kamaelia.startDaemon();
  }

  @AfterEach
  void stop() throws Exception {
    kamaelia.run("stop");
    kamaelia.close();
  }

  @Test
  void aValueThatIsWrongKeepsWhatServesAndIsSaidWithItsLineUntilItIsRight() throws Exception {
    Path file = etc("echo.cfg");
    String right = Files.readString(file);
    int line = (int) right.lines().count() + 1;
    write(file, right + "idleTimeout = 5x\n");
    String problem = file + ", line " + line + ": listener echo: idleTimeout = 5x: ";
    Kamaelia.await("diag says so", () -> kamaelia.console("diag").contains(problem));
    assertThat(kamaelia.console("diag")).contains("; it stays as it was");
    assertThat(kamaelia.log()).contains(problem);
    answers(kamaelia.port("echo"));
    write(file, right + "idleTimeout = 5m\n");
    Kamaelia.await("it is taken", () -> !kamaelia.console("diag").contains("idleTimeout"));
    answers(kamaelia.port("echo"));
  }

  @Test
  void aListenerMayBeJson() throws Exception {
    int port = Kamaelia.freePort();
    Path file = etc("intranet.json");
    String right =
        """
        {
          // for all in the house
          "protocol": "echo",
          "address": "127.0.0.1:%d",
          "allow": ["127.0.0.0/8"]
        }
        """
            .formatted(port);
    write(file, right);
    Kamaelia.await("it serves", () -> serves(port));
    write(file, right.replace("[\"127", "[[\"127"));
    Kamaelia.await("diag says so", () -> kamaelia.console("diag").contains(file + ", line 5: "));
    answers(port);
    write(file, right.replace("127.0.0.0/8", "nobody"));
    Kamaelia.await(
        "diag says so",
        () -> kamaelia.console("diag").contains(file + ", line 5: listener intranet: allow = "));
    answers(port);
    Files.delete(file);
    Kamaelia.await("it is gone", () -> !serves(port));
    write(file, right);
    Kamaelia.await("it serves again", () -> serves(port));
    assertThat(kamaelia.console("diag")).doesNotContain("intranet");
  }

  @Test
  void aListenerInTwoFilesIsThatOfTheFirst() throws Exception {
    int port = Kamaelia.freePort();
    Path second = etc("echo.json");
    write(second, "{\"protocol\": \"echo\", \"address\": \"127.0.0.1:" + port + "\"}");
    Kamaelia.await(
        "diag says so",
        () ->
            kamaelia
                .console("diag")
                .contains(second + ": " + etc("echo.cfg") + " has this configuration already"));
    assertThat(serves(port)).isFalse();
    answers(kamaelia.port("echo"));
    Files.delete(second);
    Kamaelia.await("it is forgotten", () -> !kamaelia.console("diag").contains("already"));
    answers(kamaelia.port("echo"));
  }

  private Path etc(String listener) {
    return kamaelia.base.resolve("etc/org.kamaelia.net.listener-" + listener);
  }

  /** In one step, as editors do. */
  private static void write(Path file, String text) throws IOException {
    Path copy = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(copy, text);
    Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean serves(int port) throws IOException {
    try {
      answers(port);
      return true;
    } catch (ConnectException e) {
      return false;
    }
  }

  private static void answers(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
    }
  }
}
