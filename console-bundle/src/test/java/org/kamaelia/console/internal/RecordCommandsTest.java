package org.kamaelia.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Tapped;
import org.kamaelia.record.RecordingInfo;

/** The commands that show and keep what connections say. */
@Timeout(120)
class RecordCommandsTest extends ContainerTest {
  private static final Peer PEER = new Peer(17);

  @BeforeEach
  void fill() {
    container.server.reset();
    container.server.protocol("echo", "1.0.0");
    container.server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:7007"));
    container.server.connection(17, "127.0.0.1:40001");
  }

  @Test
  void tapShowsWhatIsSaidAsItIsSaid() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('r', "tap 17 -n 2");
      awaitTap();
      say(
          new Tapped.Received(
              PEER, 1_790_000_000_123_456_789L, 0, bytes("hello, this is long\r\n")));
      int at = operator.expect(".123456 echo[17] 127.0.0.1:40001 received 21 bytes\n", 0);
      at =
          operator.expect(
              "000000  68 65 6c 6c 6f 2c 20 74 68 69 73 20 69 73 20 6c   hello, this is l\n", at);
      operator.expect("000010  6f 6e 67 0d 0a                                    ong..\n", at);
      say(new Tapped.Sent(PEER, 1_790_000_000_123_456_789L, 0, bytes("x")));
      assertThat(operator.exitCode()).isZero();
      assertThat(container.server.taps).isEmpty();
    }
  }

  @Test
  void tapGivesADocumentALineForPrograms() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('r', "tap echo --json");
      awaitTap();
      say(new Tapped.Received(PEER, 1_790_000_000_000_000_000L, 0, bytes("hi")));
      operator.expect("\n", 0);
      JsonNode line = new ObjectMapper().readTree(operator.screen());
      assertThat(line.at("/what").asText()).isEqualTo("received");
      assertThat(line.at("/hex").asText()).isEqualTo("6869");
      assertThat(line.at("/connection").asLong()).isEqualTo(17);
      say(new Tapped.Ended(PEER, 1_790_000_000_000_000_000L, Tapped.How.BROKEN));
      operator.expect("is reset by the peer", 0);
    }
    until(() -> container.server.taps.isEmpty());
  }

  @Test
  void controlCEndsTheTapAndNotTheConsole() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('t', "xterm 100 10 -");
      int at = operator.expect("kamaelia> ", 0);
      operator.send('i', "tap echo\r");
      awaitTap();
      say(new Tapped.Received(PEER, 1, 0, bytes("hi")));
      at = operator.expect("received 2 bytes", at);
      operator.send('i', "\003");
      operator.expect("kamaelia> ", at);
      assertThat(container.server.taps).isEmpty();
    }
  }

  @Test
  void aTapOfOneConnectionEndsWithIt() throws Exception {
    try (Operator operator = new Operator(socket)) {
      operator.send('r', "tap 17");
      awaitTap();
      say(new Tapped.Ended(PEER, 1, Tapped.How.IN_ORDER));
      assertThat(operator.exitCode()).isZero();
      assertThat(operator.screen()).endsWith("echo[17] 127.0.0.1:40001 ends\n");
    }
  }

  @Test
  void recordWritesTheFileAndStops() throws Exception {
    assertThat(run("record").out()).isEqualTo("no recordings\n");
    Path file = folder.resolve("one.pcapng");
    var answer = run("record echo --for 3600 --most 1MiB --to " + file);
    assertThat(answer.out())
        .matches(
            "recording \\d+ of listener echo goes to " + file + "; `record --stop \\d+` ends it\n");
    say(new Tapped.Received(PEER, 1_790_000_000_000_000_000L, 0, bytes("hi")));
    assertThat(run("record").out())
        .containsPattern("NUMBER +STATE +OF +PACKETS +SIZE +FILE")
        .containsPattern("running +listener echo ");
    JsonNode stopped = new ObjectMapper().readTree(run("record --stop --json").out());
    assertThat(stopped.at("/0/state").asText()).isEqualTo("done");
    assertThat(stopped.at("/0/packets").asLong()).isEqualTo(1);
    assertThat(Files.size(file)).isEqualTo(stopped.at("/0/bytes").asLong());
    assertThat(run("record --stop").out()).isEqualTo("no recordings\n");
    assertThat(run("record echo --to " + file).err()).isEqualTo(file + " is there already\n");
    assertThat(container.recorder.recordings())
        .allSatisfy(it -> assertThat(it.state()).isEqualTo(RecordingInfo.State.DONE));
  }

  @Test
  void replaySaysItAgainAndComparesTheAnswers() throws Exception {
    Path log = folder.resolve("boxes.log");
    Files.writeString(
        log,
        """
        # kamaelia box log 1
        1000\tinbox\tbytes\t"hello"
        2000\toutbox\tbytes\t"hello"
        3000\tinbox\tend
        """);
    for (String answer : new String[] {"hello", "help!"}) {
      try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread.startVirtualThread(() -> answer(listening, answer));
        var replayed = run("replay %s %d --speed max".formatted(log, listening.getLocalPort()));
        boolean same = answer.equals("hello");
        assertThat(replayed.code()).isEqualTo(same ? 0 : 1);
        assertThat(replayed.out())
            .containsPattern("CONVERSATION +SENT +RECEIVED +TOOK +ANSWERS")
            .contains(
                same ? "the same" : "expected 5 bytes, came 5 bytes; byte 3, 6c expected, 70 seen");
      }
    }
    assertThat(run("replay %s 1 --speed 0".formatted(log)).err())
        .isEqualTo("--speed takes a number, more than 0, or max, not 0\n");
    assertThat(run("replay %s nowhere".formatted(log)).err())
        .isEqualTo("an address is host:port, or a port, not nowhere\n");
    assertThat(run("replay nothing.pcapng 1").err()).startsWith("no file ");
  }

  private static void answer(ServerSocket listening, String text) {
    try (var accepted = listening.accept()) {
      accepted.getInputStream().readNBytes(text.length());
      accepted.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      accepted.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() throws Exception {
    assertThat(run("tap ehco"))
        .isEqualTo(new Operator.Answer(1, "", "no listener ehco; did you mean echo?\n"));
    assertThat(run("record 18").err())
        .isEqualTo("no connection 18; `connections` shows those there are\n");
    assertThat(run("record echo --most much").err())
        .isEqualTo("--most takes a size such as 64KiB or 1GiB, not much\n");
    assertThat(run("record echo --for ever").err())
        .isEqualTo("--for takes seconds, 0.1 at least, not ever\n");
    assertThat(run("record --stop 99").err())
        .isEqualTo("no recording 99 goes on; `record` shows which do\n");
    assertThat(run("tap").err()).startsWith("tap needs more words; usage: tap ");
    assertThat(run("tap --help").out()).startsWith("tap - show what a connection");
    assertThat(run("tap echo -n 0").err()).isEqualTo("-n takes a number, 1 at least, not 0\n");
  }

  private static void say(Tapped event) {
    container.server.taps.forEach(it -> it.hear(event));
  }

  private static void awaitTap() {
    until(() -> !container.server.taps.isEmpty());
  }

  private static void until(java.util.function.BooleanSupplier holds) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - end).isNegative();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Operator.Answer run(String line) throws Exception {
    return Operator.run(socket, line);
  }

  /** Who speaks. */
  private record Peer(long id) implements Connection {
    @Override
    public String listener() {
      return "echo";
    }

    @Override
    public InetSocketAddress peer() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 40001);
    }

    @Override
    public InetSocketAddress local() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 7007);
    }
  }
}
