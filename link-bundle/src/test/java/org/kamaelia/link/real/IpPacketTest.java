package org.kamaelia.link.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kamaelia.link.Ecn;

class IpPacketTest {
  /** The example header of RFC 1071's usual illustration, TCP, ECT(0), with 8 bytes behind it. */
  private static final String V4 = "4502003c1c4640004006b1e4ac100a63ac100a0c" + "1f900050deadbeef";

  private static final String V6 =
      "60100000000811ff" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002";

  private static IpPacket packet(String hex) {
    return new IpPacket(HexFormat.of().parseHex(hex));
  }

  private static int checksum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += ((header[i] & 0xFF) << 8) | (header[i + 1] & 0xFF);
    }
    return (sum & 0xFFFF) + (sum >>> 16);
  }

  @Test
  void aMarkKeepsTheChecksumRight() {
    IpPacket packet = packet(V4);
    assertThat(checksum(packet.bytes())).isEqualTo(0xFFFF);
    assertThat(packet.ecn()).isEqualTo(Ecn.ECT_0);
    var marked = (IpPacket) packet.marked();
    assertThat(marked.ecn()).isEqualTo(Ecn.CE);
    assertThat(checksum(marked.bytes())).isEqualTo(0xFFFF);
    assertThat(packet.ecn()).isEqualTo(Ecn.ECT_0);
  }

  @Test
  void aMarkOfIpv6() {
    IpPacket packet = packet(V6 + "0035003500080000");
    assertThat(packet.ecn()).isEqualTo(Ecn.ECT_1);
    assertThat(packet.marked().ecn()).isEqualTo(Ecn.CE);
  }

  @Test
  void aFlowIsAddressesProtocolAndPorts() {
    int flow = packet(V4).flow();
    assertThat(packet(V4.replace("deadbeef", "00000000")).flow()).isEqualTo(flow);
    assertThat(packet(V4.replace("1f90", "1f91")).flow()).isNotEqualTo(flow);
    assertThat(packet(V4.replace("ac100a0c", "ac100a0d")).flow()).isNotEqualTo(flow);
    int v6 = packet(V6 + "0035003500080000").flow();
    assertThat(packet(V6 + "0035003500090000").flow()).isEqualTo(v6);
    assertThat(packet(V6 + "0036003500080000").flow()).isNotEqualTo(v6);
  }

  @Test
  void oneBitOfTheContentIsCorrupted() {
    byte[] before = packet(V4).bytes();
    var random = new SplittableRandom(5);
    for (int i = 0; i < 100; i++) {
      byte[] after = ((IpPacket) packet(V4).corrupted(random)).bytes();
      BitSet changed = BitSet.valueOf(after);
      changed.xor(BitSet.valueOf(before));
      assertThat(changed.cardinality()).isEqualTo(1);
      assertThat(changed.nextSetBit(0)).isGreaterThanOrEqualTo(20 * 8);
    }
  }

  @Test
  void whatIsNoIpPacketDoesNoHarm() {
    for (String hex : new String[] {"", "45", "6000", "ff".repeat(60), V4.substring(0, 40)}) {
      IpPacket packet = packet(hex);
      assertThat(packet.flow()).isEqualTo(packet.flow());
      assertThat(packet.ecn()).isNotNull();
      assertThat(packet.marked().length()).isEqualTo(packet.length());
      assertThat(packet.corrupted(new SplittableRandom(1)).length()).isEqualTo(packet.length());
    }
  }
}
