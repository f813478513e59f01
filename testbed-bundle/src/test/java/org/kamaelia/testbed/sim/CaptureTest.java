package org.kamaelia.testbed.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.Ecn;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.record.Direction;
import org.kamaelia.record.PcapngWriter;

/** What others, by name tshark, make of our captures. Skipped where it is not installed. */
@Timeout(60)
class CaptureTest {
  private static final String SENT_AGAIN =
      "tcp.analysis.retransmission || tcp.analysis.fast_retransmission"
          + " || tcp.analysis.spurious_retransmission || tcp.analysis.out_of_order";
  private static final String LOST = "tcp.analysis.ack_lost_segment || tcp.analysis.lost_segment";
  private static final String WRONG =
      "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0"
          + " || udp.checksum.status == 0";

  @TempDir Path folder;
  private Path file;

  private static Host alice(Simulation simulation, LinkSpec there) {
    Host alice = simulation.host("alice").tcp(TcpSettings.LINUX.withCongestionControl(Reno::new));
    simulation.connect(
        alice, simulation.host("bob"), there, LinkSpec.ideal().withDelay(Duration.ofMillis(20)));
    return alice;
  }

  private static LinkSpec lossy(double loss) {
    return LinkSpec.ideal()
        .withRate(10_000_000)
        .withDelay(Duration.ofMillis(20))
        .withQueue(DropTail.packets(loss == 0 ? 2000 : 50))
        .withLoss(loss);
  }

  private int capture(double loss) throws IOException {
    file = folder.resolve("alice.pcapng");
    Simulation simulation = new Simulation(42);
    Host alice = alice(simulation, lossy(loss));
    try (Capture capture = Capture.of(alice, file)) {
      assertThat(capture).isNotNull();
      BulkTransfer transfer = BulkTransfer.start(alice, simulation.host("bob"));
      simulation.advance(Duration.ofSeconds(5));
      return transfer.info().totalRetransmits();
    }
  }

  @Test
  void theAnalysisFindsAsManySegmentsSentAgainAsTheConnectionCounts() throws Exception {
    int resent = capture(0.01);
    assertThat(resent).isGreaterThan(10);
    // not more of any kind either
    assertThat(tshark(WRONG + " || " + LOST + " || " + SENT_AGAIN)).hasSize(resent);
  }

  @Test
  void aPathThatLosesNothingLeavesNothingToRemark() throws Exception {
    assertThat(capture(0)).isZero();
    assertThat(tshark(WRONG + " || tcp.analysis.flags")).isEmpty();
  }

  @Test
  void theFileTellsWhereAndWithWhichSeed() throws Exception {
    capture(0);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains("simulated host alice, seed 42", "alice > bob", "bob > alice");
    List<String> times =
        tshark("tcp.flags.syn == 1", "-T", "fields", "-e", "frame.time_epoch", "-e", "tcp.options");
    assertThat(times).hasSize(2);
    assertThat(times.getFirst()).startsWith("0.000000000\t020405b4");
    assertThat(times.getLast()).startsWith("0.040048000\t"); // 60 bytes are sent in 48 us
  }

  @Test
  void aHostIsCapturedOnceAtATime() throws Exception {
    Simulation simulation = new Simulation(1);
    Host alice = alice(simulation, lossy(0));
    try (Capture first = Capture.of(alice, folder.resolve("1"))) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> Capture.of(alice, folder.resolve("2")))
          .hasMessage("alice > bob is captured already");
    }
    Capture.of(alice, folder.resolve("3")).close();
  }

  /** What no bulk transfer has: IPv6, ECN, parts of datagrams, all options, an odd length. */
  @Test
  void packetsOfAllKindsAreRight() throws Exception {
    file = folder.resolve("kinds.pcapng");
    try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file), "test", "")) {
      writer.add(PcapngWriter.RAW, "any", "");
      for (String host : List.of("10.0.0.", "fd00::")) {
        for (SimulatedPacket packet : kinds(host)) {
          byte[] bytes = packet.toBytes();
          assertThat(bytes).hasSize(packet.length());
          writer.write(0, 0, Direction.OUT, bytes, "");
        }
      }
    }
    String fields =
        "_ws.malformed ip.checksum.status tcp.checksum.status udp.checksum.status ip.dsfield.ecn"
            + " ipv6.tclass.ecn udp.length ip.fragment.count ipv6.fragment.count"
            + " tcp.options.timestamp.tsval tcp.options.sack_le tcp.options.mss_val";
    List<String> words = new ArrayList<>(List.of("-T", "fields", "-E", "separator=;"));
    for (String field : fields.split(" ")) {
      words.addAll(List.of("-e", field));
    }
    assertThat(tshark("frame", words.toArray(String[]::new)))
        .containsExactly(
            ";1;1;;2;;;;;7;11,31;", // with ECN and all that data can have
            ";1;0;;2;;;;;7;11,31;", // the same, corrupted
            ";1;1;;0;;;;;;;1460",
            ";1;;1;0;;109;;;;;",
            ";1;;0;0;;109;;;;;",
            ";1;;;0;;;;;;;", // parts; the datagram is there with the last one
            ";1;;;0;;;;;;;",
            ";1;;1;0;;3008;3;;;;",
            ";;1;;;2;;;;7;11,31;",
            ";;0;;;2;;;;7;11,31;",
            ";;1;;;0;;;;;;1460",
            ";;;1;;0;109;;;;;",
            ";;;0;;0;109;;;;;",
            ";;;;;0;;;;;;",
            ";;;;;0;;;;;;",
            ";;;1;;0;3008;;3;;;");
  }

  private static List<SimulatedPacket> kinds(String host) {
    InetSocketAddress from = new InetSocketAddress(InetAddress.ofLiteral(host + "1"), 1000);
    InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral(host + "2"), 2000);
    List<SimulatedPacket> packets = new ArrayList<>();
    Segment segment = new Segment(new Flow(Flow.TCP, from, to, null, null));
    segment.flags = Segment.ACK;
    segment.ecn = Ecn.ECT_0;
    segment.bytes = new byte[] {1, 2, 3};
    segment.count = 3;
    segment.stamped = true;
    segment.stamp = 7;
    segment.sacks = new int[] {10, 20, 30, 40};
    segment.sackEdges = 4;
    packets.add(segment);
    packets.add((SimulatedPacket) segment.copy().corrupted(new SplittableRandom(1)));
    Segment syn = new Segment(segment.flow);
    syn.flags = Segment.SYN;
    syn.mss = 1460;
    syn.scale = 7;
    syn.sackPermitted = true;
    packets.add(syn);
    Flow udp = new Flow(Flow.UDP, from, to, null, null);
    Fragment small = new Fragment(udp, 1, new byte[101], 0, 101);
    packets.add(small);
    packets.add((SimulatedPacket) small.corrupted(new SplittableRandom(2)));
    byte[] large = new byte[3000];
    new SplittableRandom(3).nextBytes(large);
    for (int at = 0; at < large.length; at += 1448) {
      packets.add(new Fragment(udp, 2, large, at, Math.min(1448, large.length - at)));
    }
    return packets;
  }

  /** The packets that a filter finds, a line each. */
  private List<String> tshark(String filter, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "tshark",
                "-n",
                "-r",
                file.toString(),
                "-Y",
                filter,
                "-d",
                "tcp.port==1-65535,data",
                "-d",
                "udp.port==1-65535,data"));
    for (String protocol : List.of("ip", "tcp", "udp")) {
      command.addAll(List.of("-o", protocol + ".check_checksum:TRUE"));
    }
    command.addAll(List.of(words));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      assumeTrue(false, "no tshark");
      throw e;
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(out).isZero();
    return out.lines().toList();
  }
}
