package org.kamaelia.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.SteppedAxon;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Server;

/** What was recorded is read, and said again. */
@Timeout(120)
class ReplayTest {
  private static final long TIME = 1_790_000_000_000_000_000L;
  private static final InetSocketAddress PEER = at("192.0.2.1", 40_000);
  private static final InetSocketAddress SELF = at("198.51.100.1", 7);

  @TempDir Path folder;

  @Test
  void aCaptureIsReadAsTheConversationThatItWas() throws IOException {
    Path file = write(talk());
    List<Dialogue> all = Dialogue.read(file);
    assertThat(all).hasSize(1);
    assertThat(all.getFirst().name()).isEqualTo("192.0.2.1:40000 to 198.51.100.1:7");
    assertThat(all.getFirst().datagrams()).isFalse();
    assertThat(all.getFirst().parts())
        .extracting(it -> it.direction() + " " + it.what() + " " + it.bytes().length)
        .containsExactly(
            "IN SEND 5",
            "OUT SEND 5",
            "IN SEND 1460",
            "IN SEND 1460",
            "IN SEND 80",
            "IN END 0",
            "OUT END 0");
    assertThat(all.getFirst().sent(Direction.OUT)).asString().isEqualTo("hello");
  }

  /** Order, repetition and overlap are the network's business. */
  @Test
  void theOrderOfPacketsDoesNotMatter() throws IOException {
    long seed = RandomGenerator.getDefault().nextLong();
    List<Packet> packets = new ArrayList<>(talk());
    byte[] in = Dialogue.read(write(packets)).getFirst().sent(Direction.IN);
    List<Packet> shuffled = new ArrayList<>(packets.subList(3, packets.size()));
    shuffled.addAll(packets.subList(5, 9));
    Collections.shuffle(shuffled, new java.util.Random(seed));
    shuffled.addAll(0, packets.subList(0, 3));
    List<Dialogue> all = Dialogue.read(write(shuffled));
    assertThat(all).as("seed " + seed).hasSize(1);
    assertThat(all.getFirst().sent(Direction.IN)).as("seed " + seed).isEqualTo(in);
    assertThat(all.getFirst().sent(Direction.OUT)).as("seed " + seed).asString().isEqualTo("hello");
  }

  @Test
  void whatIsMissingIsSaid() throws IOException {
    List<Packet> packets = new ArrayList<>(talk());
    packets.remove(6);
    packets.removeLast();
    packets.removeIf(it -> (it.bytes()[33] & 1) != 0);
    Path file = write(packets);
    assertThatThrownBy(() -> Dialogue.read(file))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("in 192.0.2.1:40000 to 198.51.100.1:7 1460 bytes missing");
  }

  @Test
  void anotherSynIsAnotherConversation() throws IOException {
    List<Packet> packets = new ArrayList<>(talk());
    packets.addAll(packets.subList(0, 4)); // as it begins at the same number, it is the same one
    List<Packet> other = new ArrayList<>();
    TcpFlow flow = flow(other);
    flow.handshake(TIME);
    flow.data(TIME, Direction.IN, 0, text("again"));
    other.replaceAll(ReplayTest::withOtherNumbers);
    packets.addAll(other);
    assertThat(Dialogue.read(write(packets)))
        .extracting(it -> new String(it.sent(Direction.IN), StandardCharsets.UTF_8).substring(0, 5))
        .containsExactly("hello", "again");
  }

  private static Packet withOtherNumbers(Packet packet) {
    byte[] bytes = packet.bytes().clone();
    ByteBuffer tcp = ByteBuffer.wrap(bytes);
    tcp.putInt(24, tcp.getInt(24) + 1_000_000);
    return new Packet(0, 101, packet.time(), packet.direction(), bytes.length, bytes, List.of());
  }

  @Test
  void othersCapturesAreOverEthernet() throws IOException {
    List<Packet> packets = new ArrayList<>();
    for (Packet packet : talk()) {
      byte[] framed = new byte[18 + packet.bytes().length];
      framed[12] = (byte) 0x81;
      framed[16] = 8;
      System.arraycopy(packet.bytes(), 0, framed, 18, packet.bytes().length);
      packets.add(
          new Packet(0, 1, packet.time(), Direction.UNKNOWN, framed.length, framed, List.of()));
    }
    assertThat(Dialogue.read(write(packets)).getFirst().sent(Direction.OUT))
        .asString()
        .isEqualTo("hello");
  }

  @Test
  void aPacketThatIsNoneIsPassedOver() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
      }
      Segment.of(
          new Packet(0, random.nextBoolean() ? 101 : 1, 0, Direction.IN, 0, bytes, List.of()));
    }
  }

  @Test
  void aBoxLogIsReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("boxes.log");
    byte[] every = new byte[256];
    for (int i = 0; i < 256; i++) {
      every[i] = (byte) i;
    }
    SteppedAxon axon = new SteppedAxon(1);
    try (BoxLog log = new BoxLog(Files.newBufferedWriter(file, StandardCharsets.US_ASCII))) {
      var in = log.<ByteBuffer>between("inbox", axon.clock());
      var echo =
          Component.<ByteBuffer, ByteBuffer>of("echo", (inbox, out) -> inbox.forEach(out::send));
      var out = log.<ByteBuffer>between("outbox", axon.clock());
      var source =
          Component.<ByteBuffer, ByteBuffer>of(
              "source", (_, to) -> to.send(ByteBuffer.wrap(every)));
      source.outbox().linkTo(in.inbox());
      in.outbox().linkTo(echo.inbox());
      echo.outbox().linkTo(out.inbox());
      var group = axon.group("test");
      List.of(source, in, echo, out).forEach(group::activate);
      axon.runUntilIdle();
    }
    Dialogue read = Dialogue.read(file).getFirst();
    assertThat(read.sent(Direction.IN)).isEqualTo(every);
    assertThat(read.sent(Direction.OUT)).isEqualTo(every);
    assertThat(Files.readString(file))
        .startsWith(BoxLog.HEAD + "\n")
        .contains("\tinbox\tbytes\t\"");
  }

  @Test
  void aBoxLogThatIsWrongIsRefusedWithThePlace() throws IOException {
    for (String line :
        List.of(
            "1\tinbox",
            "x\tinbox\tend",
            "9999999999999999999\tinbox\tend",
            "1\tinbox\tbytes",
            "1\tinbox\tbytes\tx",
            "1\tinbox\tbytes\t\"\\x0\"",
            "1\tinbox\tbytes\t\"\\q\"",
            "1\tinbox\tbytes\t\"\\\"",
            "1\tinbox\tbytes\t\"ä\"")) {
      Path file = Files.writeString(folder.resolve("wrong.log"), BoxLog.HEAD + "\n" + line + "\n");
      assertThatThrownBy(() -> Dialogue.read(file))
          .as(line)
          .isInstanceOf(CaptureException.class)
          .hasMessageContaining("at byte ");
    }
  }

  @Test
  void aReplayToAServerSaysWhetherItAnswersAsThen() throws IOException {
    Path file = write(talk());
    assertThat(replay(file, true).difference()).isNotEmpty();
    List<Packet> packets = new ArrayList<>();
    TcpFlow flow = flow(packets);
    flow.handshake(TIME);
    flow.data(TIME, Direction.IN, 0, text("hello"));
    flow.data(TIME + 1_000_000, Direction.OUT, 0, text("hello"));
    flow.data(TIME + 2_000_000, Direction.IN, 5, ByteBuffer.wrap(new byte[200_000]));
    flow.data(TIME + 3_000_000, Direction.OUT, 5, ByteBuffer.wrap(new byte[200_000]));
    flow.end(TIME + 4_000_000, Direction.IN);
    flow.end(TIME + 4_000_000, Direction.OUT);
    Path echoed = write(packets);
    Replayed replayed = replay(echoed, true);
    replayed.expectSame();
    assertThat(replayed.sent()).isEqualTo(200_005);
    assertThat(replayed.received()).isEqualTo(200_005);
    assertThatThrownBy(() -> replay(echoed, false).expectSame())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("^^ byte 0, 68 expected, 48 seen");
  }

  private Replayed replay(Path file, boolean right) throws IOException {
    try (Server server = Server.start(1)) {
      server.register(
          "echo",
          "1",
          connection ->
              Component.of(
                  "echo", (in, out) -> in.forEach(bytes -> out.send(right ? bytes : loud(bytes)))));
      String address = server.bind(ListenerSpec.of("echo", "echo", "127.0.0.1:0")).address();
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      return Replay.of(file)
          .to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
    }
  }

  private static ByteBuffer loud(ByteBuffer bytes) {
    String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    return ByteBuffer.wrap(
        text.toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** An exchange of five bytes, 3,000 more, and both ends. */
  private static List<Packet> talk() throws IOException {
    List<Packet> packets = new ArrayList<>();
    TcpFlow flow = flow(packets);
    flow.handshake(TIME);
    flow.data(TIME + 1, Direction.IN, 0, text("hello"));
    flow.data(TIME + 2, Direction.OUT, 0, text("hello"));
    byte[] more = new byte[3000];
    Arrays.fill(more, (byte) 'x');
    flow.data(TIME + 3, Direction.IN, 5, ByteBuffer.wrap(more));
    flow.end(TIME + 4, Direction.IN);
    flow.end(TIME + 5, Direction.OUT);
    return packets;
  }

  private static TcpFlow flow(List<Packet> packets) {
    return new TcpFlow(
        PEER,
        SELF,
        0,
        0,
        (time, direction, packet, comment) ->
            packets.add(
                new Packet(
                    0, PcapngWriter.RAW, time, direction, packet.length, packet, List.of())));
  }

  private Path write(List<Packet> packets) throws IOException {
    var out = new ByteArrayOutputStream();
    try (PcapngWriter writer = new PcapngWriter(out, "a test", "")) {
      int link = writer.add(packets.getFirst().linkType(), "test", "");
      for (Packet packet : packets) {
        writer.write(link, packet.time(), packet.direction(), packet.bytes(), "");
      }
    }
    return Files.write(folder.resolve("x.pcapng"), out.toByteArray());
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
