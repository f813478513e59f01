package org.kamaelia.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;

/** Connections of a real server, recorded. */
@Timeout(120)
class RecorderTest {
  private final Server server = Server.start(2);
  @TempDir Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aListenersConnectionsAreRecordedWhole() throws Exception {
    int port = bind("127.0.0.1:0");
    try (var recorder = Recorder.of(server, folder.resolve("records"))) {
      RecordingInfo info = recorder.record(RecordingSpec.of(Watched.of("echo")));
      assertThat(info.state()).isEqualTo(RecordingInfo.State.RUNNING);
      String much = "0123456789".repeat(50_000);
      for (int i = 0; i < 3; i++) {
        assertThat(talk(port, i + much)).isEqualTo(i + much);
      }
      until("all have ended", () -> server.connections().isEmpty());
      RecordingInfo done = recorder.stop(info.number());
      assertThat(done.state()).isEqualTo(RecordingInfo.State.DONE);
      assertThat(done.reason()).isEqualTo("stopped");
      assertThat(done.lost()).isZero();
      Path file = Path.of(done.file());
      assertThat(Files.size(file)).isEqualTo(done.bytes());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(file.getFileName().toString()).matches("listener-echo-\\d{8}-\\d{6}-1.pcapng");
      Tshark.isContentWith(file);
      for (int i = 0; i < 3; i++) {
        assertThat(Tshark.follow(file, i, true)).asString().isEqualTo(i + much);
        assertThat(Tshark.follow(file, i, false)).asString().isEqualTo(i + much);
      }
      assertThat(Tshark.read(file, "-Y", "frame.comment", "-T", "fields", "-e", "frame.comment"))
          .contains("connection 1 of listener echo: echo 1");
    }
  }

  @Test
  void oneConnectionIsRecordedFromTheMiddleToItsEnd() throws Exception {
    int port = bind("127.0.0.1:0");
    try (var recorder = Recorder.of(server, folder);
        var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      say(socket, "before");
      long id = server.connections().getFirst().id();
      Path to = folder.resolve("one.pcapng");
      RecordingInfo info = recorder.record(RecordingSpec.of(new Watched.OneConnection(id)).to(to));
      assertThat(info.of()).isEqualTo("connection " + id);
      say(socket, "during");
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      until("it ends", () -> recorder.recordings().getFirst().state() == RecordingInfo.State.DONE);
      assertThat(recorder.recordings().getFirst().reason()).isEqualTo("the connection has ended");
      Tshark.isContentWith(to);
      assertThat(Tshark.follow(to, 0, false)).asString().isEqualTo("during");
      assertThatThrownBy(() -> recorder.record(RecordingSpec.of(Watched.of("echo")).to(to)))
          .isInstanceOf(IOException.class)
          .hasMessageEndingWith("one.pcapng is there already");
    }
  }

  @Test
  void aFileDoesNotBecomeLargerThanIsAllowed() throws Exception {
    int port = bind("127.0.0.1:0");
    try (var recorder = Recorder.of(server, folder)) {
      recorder.record(
          new RecordingSpec(Watched.of("echo"), Optional.empty(), Optional.empty(), 100_000));
      talk(port, "x".repeat(200_000));
      until("it ends", () -> recorder.recordings().getFirst().state() == RecordingInfo.State.DONE);
      RecordingInfo info = recorder.recordings().getFirst();
      assertThat(info.reason()).isEqualTo("the file is full");
      assertThat(info.bytes()).isLessThanOrEqualTo(100_000);
      Tshark.isContentWith(Path.of(info.file()));
    }
  }

  @Test
  void aRecordingEndsWhenItsTimeIsOver() throws Exception {
    bind("127.0.0.1:0");
    try (var recorder = Recorder.of(server, folder)) {
      recorder.record(
          new RecordingSpec(
              Watched.of("echo"),
              Optional.empty(),
              Optional.of(Duration.ofMillis(1)),
              RecordingSpec.MOST_BYTES));
      until("it ends", () -> recorder.recordings().getFirst().state() == RecordingInfo.State.DONE);
      assertThat(recorder.recordings().getFirst().reason()).isEqualTo("the time is over");
    }
  }

  @Test
  void whatIsNotThereLeavesNoFile() throws Exception {
    try (var recorder = Recorder.of(server, folder)) {
      assertThatThrownBy(() -> recorder.record(RecordingSpec.of(Watched.of("17"))))
          .hasMessage("there is no connection 17");
      assertThatThrownBy(() -> recorder.record(RecordingSpec.of(Watched.of("echo"))))
          .hasMessageStartingWith("there is no listener echo");
      assertThatThrownBy(() -> recorder.stop(1)).hasMessage("there is no recording 1");
      assertThat(recorder.recordings()).isEmpty();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void datagramsAreRecordedAsDatagrams() throws Exception {
    int port = bind("udp:127.0.0.1:0");
    try (var recorder = Recorder.of(server, folder);
        var socket = new DatagramSocket()) {
      RecordingInfo info = recorder.record(RecordingSpec.of(Watched.of("echo")));
      socket.setSoTimeout(30_000);
      socket.send(
          new DatagramPacket(
              "hello".getBytes(StandardCharsets.UTF_8), 5, InetAddress.getLoopbackAddress(), port));
      socket.receive(new DatagramPacket(new byte[10], 10));
      until("both are written", () -> recorder.recordings().getFirst().packets() == 2);
      Path file = Path.of(recorder.stop(info.number()).file());
      Tshark.isContentWith(file);
      assertThat(
              Tshark.read(file, "-T", "fields", "-e", "udp.srcport", "-e", "udp.payload").lines())
          .containsExactly(socket.getLocalPort() + "\t68656c6c6f", port + "\t68656c6c6f");
    }
  }

  @Test
  void aUnixDomainSocketsConnectionGetsAddresses() throws Exception {
    Path path = folder.resolve("s");
    server.register(
        "echo", "1", connection -> Component.of("echo", (in, out) -> in.forEach(out::send)));
    server.bind(ListenerSpec.of("echo", "echo", "unix:" + path));
    try (var recorder = Recorder.of(server, folder)) {
      RecordingInfo info = recorder.record(RecordingSpec.of(Watched.of("echo")));
      try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(path));
        channel.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
        assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(5);
      }
      until("it has ended", () -> server.connections().isEmpty());
      Path file = Path.of(recorder.stop(info.number()).file());
      Tshark.isContentWith(file);
      assertThat(Tshark.follow(file, 0, true)).asString().isEqualTo("hello");
    }
  }

  private int bind(String address) {
    server.register(
        "echo", "1", connection -> Component.of("echo", (in, out) -> in.forEach(out::send)));
    String real = server.bind(ListenerSpec.of("echo", "echo", address)).address();
    return Integer.parseInt(real.substring(real.lastIndexOf(':') + 1));
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.setSoTimeout(30_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    assertThat(socket.getInputStream().readNBytes(text.length())).asString().isEqualTo(text);
  }

  private static String talk(int port, String text) throws IOException, InterruptedException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      writer.join();
      return answer;
    }
  }

  static void until(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as(what).isNegative();
      LockSupport.parkNanos(1_000_000);
    }
  }
}
