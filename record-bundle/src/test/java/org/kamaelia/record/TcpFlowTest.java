package org.kamaelia.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that never had segments, as Wireshark sees them. */
class TcpFlowTest {
  private static final long TIME = 1_790_000_000_000_000_000L;

  @TempDir Path folder;
  private int link;
  private long time = TIME;

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 198.51.100.1", "2001:db8::1, 2001:db8::2", "192.0.2.1, 2001:db8::2"})
  void wiresharkFollowsAConversation(String peer, String self) throws Exception {
    byte[] much = new byte[300_000];
    new SplittableRandom(7).nextBytes(much);
    Path file = folder.resolve("x.pcapng");
    try (PcapngWriter writer = open(file)) {
      TcpFlow flow = flow(writer, peer, self, 0, 0);
      flow.handshake(time);
      flow.data(++time, Direction.IN, 0, text("GET / HTTP/1.1\r\n\r\n"));
      for (int at = 0; at < much.length; at += 65_536) {
        int count = Math.min(65_536, much.length - at);
        flow.data(++time, Direction.OUT, at, ByteBuffer.wrap(much, at, count));
      }
      flow.data(++time, Direction.IN, 18, text("odd"));
      flow.end(++time, Direction.IN);
      flow.end(++time, Direction.OUT);
    }
    Tshark.isContentWith(file);
    assertThat(Tshark.follow(file, 0, true)).isEqualTo(much);
    assertThat(Tshark.follow(file, 0, false))
        .isEqualTo("GET / HTTP/1.1\r\n\r\nodd".getBytes(StandardCharsets.UTF_8));
    assertThat(Tshark.read(file, "-Y", "tcp.len > 1460 || ip.len > 1500 || ipv6.plen > 1460"))
        .isEmpty();
    assertThat(Tshark.read(file, "-Y", "tcp.completeness == 31")).isNotEmpty();
  }

  @Test
  void aConnectionThatIsJoinedLateAndIsOldHasItsRealNumbers() throws Exception {
    Path file = folder.resolve("x.pcapng");
    long old = (1L << 32) - 3;
    try (PcapngWriter writer = open(file)) {
      TcpFlow flow = flow(writer, "192.0.2.1", "198.51.100.1", old, 70_000);
      flow.data(++time, Direction.IN, old, text("hello"));
      flow.data(++time, Direction.OUT, 70_000, text("hello"));
      flow.data(++time, Direction.IN, old + 5, text(" again"));
      flow.reset(++time, Direction.IN);
    }
    Tshark.isContentWith(file);
    assertThat(Tshark.follow(file, 0, false)).asString().isEqualTo("hello again");
  }

  @Test
  void whatWasLostIsMissingWhereItWas() throws Exception {
    Path file = folder.resolve("x.pcapng");
    try (PcapngWriter writer = open(file)) {
      TcpFlow flow = flow(writer, "192.0.2.1", "198.51.100.1", 0, 0);
      flow.handshake(time);
      flow.data(++time, Direction.IN, 0, text("hello"));
      flow.data(++time, Direction.IN, 1005, text("again"));
    }
    assertThat(Tshark.read(file, "-Y", "tcp.analysis.lost_segment").lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 198.51.100.1", "2001:db8::1, 2001:db8::2"})
  void datagramsOfAnyLengthAreSound(String peer, String self) throws Exception {
    Path file = folder.resolve("x.pcapng");
    try (PcapngWriter writer = open(file)) {
      for (int length : new int[] {0, 1, 2, 1472, 1473, 9000, 65_507}) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 0xFF);
        byte[] packet = IpPackets.udp(at(peer, 4000), at(self, 7), ByteBuffer.wrap(bytes));
        writer.write(link, ++time, Direction.IN, packet, "");
      }
    }
    // not the echo port's: what is in it is none of the test's
    Tshark.isContentWith(file);
    assertThat(Tshark.read(file, "-Y", "udp", "-T", "fields", "-e", "udp.length").lines())
        .containsExactly("8", "9", "10", "1480", "1481", "9008", "65515");
  }

  private PcapngWriter open(Path file) throws IOException {
    PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file), "a test", "");
    link = writer.add(PcapngWriter.RAW, "test", "");
    return writer;
  }

  private TcpFlow flow(PcapngWriter writer, String peer, String self, long received, long sent) {
    return new TcpFlow(
        at(peer, 40_000),
        at(self, 7000),
        received,
        sent,
        (when, direction, packet, comment) -> writer.write(link, when, direction, packet, comment));
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
