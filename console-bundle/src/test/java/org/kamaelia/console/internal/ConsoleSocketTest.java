package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkEvent;

/** The console's door, from its opening to the server's end. */
@Timeout(120)
class ConsoleSocketTest {
  @TempDir Path folder;
  private Container container;

  @AfterEach
  void stop() throws Exception {
    container.stop();
  }

  @Test
  void aSocketThatAServerLeftBehindIsReplaced() throws Exception {
    Path socket = folder.resolve("console.sock");
    try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    start(socket.toString());
    assertThat(Operator.run(socket, "listeners").code()).isZero();
  }

  @Test
  void aSocketThatAnotherServerHasIsLeftToIt() throws Exception {
    Path socket = folder.resolve("console.sock");
    try (var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(socket));
      start(socket.toString());
      container.console.stop();
      assertThat(socket).exists();
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
    start(file.toString());
    container.console.stop();
    assertThat(file).hasContent("mine");
  }

  @Test
  void aPathTooLongForASocketGivesNoConsole() throws Exception {
    Path socket = folder.resolve("x".repeat(120));
    start(socket.toString());
    assertThat(socket).doesNotExist();
  }

  @Test
  void shutdownAnswersAndThenStopsTheServer() throws Exception {
    Path socket = folder.resolve("console.sock");
    start(socket.toString());
    try (Operator _ = new Operator(socket);
        Operator typing = new Operator(socket)) {
      typing.send('t', "xterm 80 24 -");
      typing.expect("kamaelia> ", 0);
      var answer = Operator.run(socket, "shutdown");
      assertThat(answer).isEqualTo(new Operator.Answer(0, "the server is stopping\n", ""));
      assertThat(container.framework.waitForStop(TimeUnit.SECONDS.toMillis(30)).getType())
          .isEqualTo(FrameworkEvent.STOPPED);
      assertThat(typing.exitCode()).isZero();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void withoutTheServerItsCommandsSaySo() throws Exception {
    Path socket = folder.resolve("console.sock");
    start(socket.toString());
    container.withdraw();
    assertThat(Operator.run(socket, "listeners").err()).isEqualTo("no server runs\n");
    assertThat(Operator.run(socket, "deployments").err()).isEqualTo("no deployer runs\n");
    assertThat(Operator.run(socket, "diag").out())
        .isEqualTo(
            """
            no server runs: is org.kamaelia.net started?
            no deployer runs: is org.kamaelia.deploy started?
            """);
  }

  private void start(String socket) throws Exception {
    container = new Container(folder.resolve("cache"), socket);
  }
}
