package org.kamaelia.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The client against a server that says what the test wants. */
@Timeout(30)
class ConsoleClientTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path temp;
  private Path socket;
  private ServerSocketChannel door;
  private final ExecutorService server = Executors.newVirtualThreadPerTaskExecutor();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void open() throws IOException {
    socket = temp.resolve("s");
    door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    door.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    door.close();
    server.shutdownNow();
  }

  @Test
  void commandGivesItsOutputItsErrorsAndItsExitCode() throws Exception {
    Future<?> served =
        serve(
            (in, out) -> {
              assertThat(receive(in)).isEqualTo("r unbind echo ☂");
              send(out, 'o', "half ");
              send(out, 'e', "no listener ☂\n");
              send(out, 'o', "a line\n");
              out.write(new byte[] {'x', 0, 0, 0, 1, (byte) 200});
            });
    assertThat(ConsoleClient.run(socket, "unbind echo ☂", LONG, out, err)).isEqualTo(200);
    assertThat(out.toString(UTF_8)).isEqualTo("half a line\n");
    assertThat(err.toString(UTF_8)).isEqualTo("no listener ☂\n");
    served.get(30, TimeUnit.SECONDS);
  }

  @Test
  void filesAreNamedFromWhereTheUserIs() throws Exception {
    Future<?> served =
        serve(
            (in, out) -> {
              assertThat(receive(in)).isEqualTo("d " + temp.toAbsolutePath());
              assertThat(receive(in)).isEqualTo("r plan a.jar");
              out.write(new byte[] {'x', 0, 0, 0, 1, 0});
            });
    try (ConsoleClient client = ConsoleClient.connect(socket)) {
      client.from(temp);
      assertThat(client.run("plan a.jar", out, err)).isZero();
    }
    served.get(30, TimeUnit.SECONDS);
  }

  @Test
  void terminalSaysItsTypeAndSizeAndSendsWhatIsTyped() throws Exception {
    Future<?> served =
        serve(
            (in, out) -> {
              assertThat(receive(in)).isEqualTo("t xterm 80 24 log");
              assertThat(receive(in)).isEqualTo("i \u0003ls\r");
              assertThat(receive(in)).isEqualTo("w 100 50");
            });
    try (ConsoleClient client = ConsoleClient.connect(socket)) {
      client.openTerminal("xterm", 80, 24, true);
      client.input("\u0003ls\rrest".getBytes(UTF_8), 4);
      client.resize(100, 50);
      served.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void serverThatGoesAwayIsNotTakenForSuccess() throws Exception {
    serve(
        (in, out) -> {
          receive(in);
          out.write(new byte[] {'o', 0, 0, 0, 10, 'h', 'a', 'l', 'f'});
        });
    assertThatThrownBy(() -> ConsoleClient.run(socket, "listeners", LONG, out, err))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void serverThatSaysNothingIsGivenUpInTime() throws Exception {
    serve((in, out) -> in.readFully(new byte[1000]));
    assertThatThrownBy(
            () -> ConsoleClient.run(socket, "listeners", Duration.ofMillis(50), out, err))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no answer within");
  }

  @Test
  void frameThatWouldFillTheMemoryIsRefused() throws Exception {
    serve(
        (in, out) -> {
          receive(in);
          out.write(new byte[] {'o', 0, 16, 0, 1});
        });
    assertThatThrownBy(() -> ConsoleClient.run(socket, "listeners", LONG, out, err))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1048577");
  }

  @Test
  void commandLineThatNoFrameHoldsIsNotSent() throws Exception {
    serve((in, out) -> {});
    assertThatThrownBy(() -> ConsoleClient.run(socket, "x".repeat(1048577), LONG, out, err))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1048577");
  }

  private interface Conversation {
    void with(DataInputStream in, DataOutputStream out) throws IOException;
  }

  private Future<?> serve(Conversation conversation) {
    return server.submit(
        () -> {
          try (SocketChannel channel = door.accept()) {
            conversation.with(
                new DataInputStream(Channels.newInputStream(channel)),
                new DataOutputStream(Channels.newOutputStream(channel)));
          }
          return null;
        });
  }

  private static String receive(DataInputStream in) throws IOException {
    char type = (char) in.readUnsignedByte();
    byte[] payload = new byte[in.readInt()];
    in.readFully(payload);
    return type + " " + new String(payload, UTF_8);
  }

  private static void send(DataOutputStream out, char type, String text) throws IOException {
    byte[] payload = text.getBytes(UTF_8);
    out.writeByte(type);
    out.writeInt(payload.length);
    out.write(payload);
  }
}
