package org.kamaelia.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;
import org.kamaelia.record.BoxLog;
import org.kamaelia.record.BoxReplay;
import org.kamaelia.record.Dialogue;
import org.kamaelia.record.Direction;
import org.kamaelia.record.PcapngWriter;
import org.kamaelia.record.Recorder;
import org.kamaelia.record.RecordingInfo;
import org.kamaelia.record.RecordingSpec;
import org.kamaelia.record.Replay;
import org.kamaelia.record.Replayed;
import org.kamaelia.record.Watched;

/** The examples of docs/recording.md. */
@Timeout(120)
class RecordingGuideTest {
  @TempDir Path folder;

  static Component<ByteBuffer, ByteBuffer> echo() {
    return Component.of("echo", (in, out) -> in.forEach(out::send));
  }

  @Test
  void aServersConnectionsAreRecordedAndReplayed() throws Exception {
    Path surprise;
    try (Server server = Server.start(1)) {
      server.register("echo", "1", connection -> echo());
      String address = server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:0")).address();
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));

      try (Recorder recorder = Recorder.of(server, folder)) {
        RecordingInfo info = recorder.record(RecordingSpec.of(new Watched.AllOf("echo")));
        talk(port);
        surprise = Path.of(recorder.stop(info.number()).file());
      }
      assertThat(Dialogue.read(surprise).getFirst().sent(Direction.OUT))
          .asString()
          .isEqualTo("hello");

      var listening = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      Replayed replayed = Replay.of(surprise).to(listening, 10);
      replayed.expectSame();
    }

    try (var peer = ProtocolTester.of(echo())) {
      Replay.of(surprise).into(peer);
    }

    Component<ByteBuffer, ByteBuffer> loud =
        Component.of("loud", (in, out) -> in.forEach(bytes -> out.send(upperCase(bytes))));
    try (var peer = ProtocolTester.of(loud)) {
      assertThatThrownBy(() -> Replay.of(surprise).into(peer))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("the replay was answered otherwise after part 1, \"hello\"")
          .hasMessageContaining(
              "000000  68 65 6c 6c 6f            hello     |  48 45 4c 4c 4f            HELLO")
          .hasMessageContaining("byte 0, 68 expected, 48 seen")
          .hasMessageContaining("peer -> protocol  5 bytes \"hello\"")
          .hasMessageContaining("protocol -> peer  5 bytes \"HELLO\"");
    }
  }

  @Test
  void anyBoxesHaveTheirLog() throws IOException {
    Path file = folder.resolve("boxes.log");
    var axon = new SteppedAxon(1);
    var source =
        Component.<ByteBuffer, ByteBuffer>of("source", (in, out) -> out.send(bytes("hello\n")));
    var echo = echo();
    try (var log = new BoxLog(Files.newBufferedWriter(file))) {
      var before = log.<ByteBuffer>between("inbox", axon.clock());
      var after = log.<ByteBuffer>between("outbox", axon.clock());
      source.outbox().linkTo(before.inbox());
      before.outbox().linkTo(echo.inbox());
      echo.outbox().linkTo(after.inbox());
      var group = axon.group("logged");
      group.activate(source);
      group.activate(before);
      group.activate(echo);
      group.activate(after);
      axon.runUntilIdle();
    }
    assertThat(Files.readString(file))
        .matches(
            """
            # kamaelia box log 1
            [0-9]+\tinbox\tbytes\t"hello\\\\n"
            [0-9]+\toutbox\tbytes\t"hello\\\\n"
            """);
    try (var peer = ProtocolTester.of(echo())) {
      Replay.of(file).into(peer);
    }
  }

  private static Component<ByteBuffer, String> split() {
    return Component.of(
        "split",
        (in, out) ->
            in.forEach(
                bytes ->
                    StandardCharsets.UTF_8.decode(bytes).toString().lines().forEach(out::send)));
  }

  private static Component<String, ByteBuffer> greet() {
    return Component.of(
        "greet", (in, out) -> in.forEach(name -> out.send(bytes("hello, " + name + "\n"))));
  }

  @Test
  void aGraphIsReplayed() throws IOException {
    Path file = folder.resolve("graph.log");
    var axon = new SteppedAxon(1);
    try (var log = new BoxLog(Files.newBufferedWriter(file))) {
      var source =
          Component.<ByteBuffer, ByteBuffer>of(
              "source", (in, out) -> out.send(bytes("you\nworld\n")));
      var before = log.<ByteBuffer>between("inbox", axon.clock());
      var lines = log.<String>between("split/outbox", axon.clock());
      var after = log.<ByteBuffer>between("outbox", axon.clock());
      Component<ByteBuffer, String> split = split();
      Component<String, ByteBuffer> greet = greet();
      source.outbox().linkTo(before.inbox());
      before.outbox().linkTo(split.inbox());
      split.outbox().linkTo(lines.inbox());
      lines.outbox().linkTo(greet.inbox());
      greet.outbox().linkTo(after.inbox());
      axon.group("logged").activate(source, before, split, lines, greet, after);
      axon.runToEnd();
    }
    again(file);
    Files.writeString(file, Files.readString(file).replace("\"world\"", "\"World\""));
    assertThatThrownBy(() -> again(file))
        .hasMessageContaining("split/outbox, message 2: expected \"World\", came \"world\"");
  }

  private static void again(Path file) throws IOException {
    var axon = new SteppedAxon(2);
    Component<ByteBuffer, String> split = split();
    Component<String, ByteBuffer> greet = greet();
    var replay = BoxReplay.of(file);
    var source = replay.says("inbox");
    var lines = replay.<String>hears("split/outbox");
    var answers = replay.<ByteBuffer>hears("outbox");
    source.outbox().linkTo(split.inbox());
    split.outbox().linkTo(lines.inbox());
    lines.outbox().linkTo(greet.inbox());
    greet.outbox().linkTo(answers.inbox());
    axon.group("again").activate(source, split, lines, greet, answers);
    axon.runToEnd();
    replay.expectSame();
  }

  @Test
  void aSimulationWritesItsPackets() throws IOException {
    byte[] packet = new byte[20];
    packet[0] = 0x45;
    Path file = folder.resolve("link.pcapng");
    try (var capture = new PcapngWriter(Files.newOutputStream(file), "my experiment", "seed 42")) {
      int uplink = capture.add(PcapngWriter.RAW, "uplink", "10 Mbit/s, 20 ms");
      capture.write(uplink, 1_000_000, Direction.OUT, packet, "sent by alice");
    }
    assertThat(Files.size(file)).isPositive();
  }

  private static ByteBuffer upperCase(ByteBuffer bytes) {
    return bytes(StandardCharsets.UTF_8.decode(bytes).toString().toUpperCase(Locale.ROOT));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void talk(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readNBytes(5)).hasSize(5);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }
}
