package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.kamaelia.net.transport.TcpInfo;

/** Structures byte by byte, as the kernel's headers have them. */
class LayoutTest {
  private final MemorySegment memory = MemorySegment.ofArray(new long[Sockaddr.BYTES / 8]);

  @Test
  void anEpollEventIsPackedOnX86Only() {
    assertThat(Machine.named("amd64")).isEqualTo(new Machine("amd64", 12, 4));
    assertThat(Machine.named("x86_64")).isSameAs(Machine.named("amd64"));
    assertThat(Machine.named("aarch64")).isEqualTo(new Machine("aarch64", 16, 8));
    assertThat(Machine.named("riscv64")).isNull();
  }

  @Test
  void anIpv4AddressIsFamilyPortAndHost() throws Exception {
    var address = new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 0x1234);
    assertThat(Sockaddr.write(address, memory)).isEqualTo(16);
    assertThat(hex(16)).isEqualTo("0200" + "1234" + "c0000207" + "0000000000000000");
    assertThat(Sockaddr.read(memory, 16)).isEqualTo(address);
  }

  @Test
  void anIpv6AddressIsFamilyPortFlowHostAndScope() throws Exception {
    byte[] host = InetAddress.getByName("fe80::1").getAddress();
    var address = new InetSocketAddress(Inet6Address.getByAddress(null, host, 3), 0xfedc);
    assertThat(Sockaddr.write(address, memory)).isEqualTo(28);
    assertThat(hex(28))
        .isEqualTo("0a00" + "fedc" + "00000000" + "fe800000000000000000000000000001" + "03000000");
    assertThat(Sockaddr.read(memory, 28)).isEqualTo(address);
  }

  @Test
  void anIpv4PeerOfAnIpv6SocketIsAnIpv4Address() {
    memory.copyFrom(
        MemorySegment.ofArray(
            HexFormat.of()
                .parseHex("0a00" + "0050" + "00000000" + "00000000000000000000ffffc0000207")));
    assertThat(Sockaddr.read(memory, 28)).isEqualTo(new InetSocketAddress("192.0.2.7", 80));
  }

  @Test
  void aUnixAddressIsFamilyAndPathWithAZero() throws Exception {
    var address = UnixDomainSocketAddress.of("/a/b");
    assertThat(Sockaddr.write(address, memory)).isEqualTo(2 + 4 + 1);
    assertThat(hex(7)).isEqualTo("0100" + "2f612f62" + "00");
    assertThat(Sockaddr.read(memory, 7)).isEqualTo(address);
    assertThat(Sockaddr.read(memory, 2)).isEqualTo(UnixDomainSocketAddress.of(""));
  }

  @Test
  void aUnixPathHas107BytesAtMost() throws Exception {
    var longest = UnixDomainSocketAddress.of("x".repeat(107));
    assertThat(Sockaddr.write(longest, memory)).isEqualTo(110);
    assertThat(Sockaddr.read(memory, 110)).isEqualTo(longest);
    assertThatThrownBy(
            () -> Sockaddr.write(UnixDomainSocketAddress.of(Path.of("x".repeat(108))), memory))
        .hasMessageContaining("108 bytes");
  }

  @Test
  void tcpInfoIsReadFromItsPlaces() {
    MemorySegment info = MemorySegment.ofArray(new long[TcpInfos.BYTES / 8]);
    info.set(JAVA_BYTE, 2, (byte) 3);
    info.set(JAVA_INT, 8, 204_000);
    info.set(JAVA_INT, 16, 1448);
    info.set(JAVA_INT, 24, 5);
    info.set(JAVA_INT, 60, 1500);
    info.set(JAVA_INT, 68, 1234);
    info.set(JAVA_INT, 72, 567);
    info.set(JAVA_INT, 76, 20);
    info.set(JAVA_INT, 80, 10);
    info.set(JAVA_INT, 100, 7);
    info.set(JAVA_LONG, 104, -1);
    info.set(JAVA_LONG, 120, 1000);
    info.set(JAVA_LONG, 128, 2000);
    info.set(JAVA_INT, 144, 99);
    info.set(JAVA_INT, 148, 1000);
    info.set(JAVA_LONG, 160, 5_000_000);
    info.set(JAVA_LONG, 200, 3000);
    info.set(JAVA_LONG, 208, 400);
    assertThat(TcpInfos.read(info))
        .isEqualTo(
            new TcpInfo(
                Duration.ofNanos(1_234_000),
                Duration.ofNanos(567_000),
                Duration.ofMillis(1),
                Duration.ofMillis(204),
                10,
                20,
                1448,
                1500,
                5,
                3,
                7,
                -1,
                5_000_000,
                1000,
                2000,
                3000,
                400,
                99));
  }

  @Test
  void aMessageIsAHeaderWithItsNameItsDataAndItsControlMessages() {
    var messages = new Messages(2);
    messages.data(1, 0x1122334455667788L, 0x9900);
    messages.nameLength(1, 28);
    messages.segment(1, 0x4b0);
    MemorySegment[] parts = messages.parts(1);
    long header = messages.address(1);
    assertThat(header - messages.address(0)).isEqualTo(64);
    assertThat(parts[0].address()).isEqualTo(header);
    assertThat(parts[0].get(JAVA_LONG, 0))
        .isEqualTo(messages.names().address() + Messages.nameAt(1));
    assertThat(hex(parts[0].asSlice(8, 8))).isEqualTo("1c000000" + "00000000");
    assertThat(parts[0].get(JAVA_LONG, 16)).isEqualTo(parts[1].address());
    assertThat(parts[0].get(JAVA_LONG, 24)).isEqualTo(1);
    assertThat(parts[0].get(JAVA_LONG, 32)).isEqualTo(parts[2].address());
    assertThat(hex(parts[0].asSlice(40, 24)))
        .isEqualTo("1800000000000000" + "00000000" + "00000000" + "0000000000000000");
    assertThat(hex(parts[1])).isEqualTo("8877665544332211" + "0099000000000000");
    assertThat(hex(parts[2].asSlice(0, 24)))
        .isEqualTo("1200000000000000" + "11000000" + "67000000" + "b004" + "000000000000");
    messages.segment(1, 0);
    assertThat(parts[0].get(JAVA_LONG, 40)).isZero();
  }

  @Test
  void controlMessagesTellTheSegmentSizeTheTimeAndTheTrafficClass() {
    var messages = new Messages(1);
    messages.clear(0);
    MemorySegment[] parts = messages.parts(0);
    assertThat(parts[0].get(JAVA_INT, 8)).isEqualTo(32);
    assertThat(parts[0].get(JAVA_LONG, 40)).isEqualTo(parts[2].byteSize()).isEqualTo(80);
    byte[] all =
        HexFormat.of()
            .parseHex(
                "2000000000000000"
                    + "01000000"
                    + "23000000" // SOL_SOCKET, SCM_TIMESTAMPNS
                    + "0200000000000000"
                    + "0500000000000000"
                    + "1400000000000000"
                    + "11000000"
                    + "68000000" // SOL_UDP, UDP_GRO
                    + "b0040000"
                    + "00000000"
                    + "1100000000000000"
                    + "00000000"
                    + "01000000" // IPPROTO_IP, IP_TOS
                    + "bb00000000000000");
    MemorySegment.copy(all, 0, parts[2], JAVA_BYTE, 0, all.length);
    parts[0].set(JAVA_INT, 56, 2400);
    messages.look(0);
    assertThat(messages.segment()).isEqualTo(0x4b0);
    assertThat(messages.stamp()).isEqualTo(2_000_000_005L);
    assertThat(messages.trafficClass()).isEqualTo(0xbb);
    assertThat(messages.length(0)).isEqualTo(2400);
    parts[0].set(JAVA_LONG, 40, 0);
    messages.look(0);
    assertThat(messages.segment()).isZero();
    assertThat(messages.stamp()).isZero();
    assertThat(messages.trafficClass()).isZero();
  }

  @Test
  void aMessageIsCutIfItsFlagsSaySo() {
    var messages = new Messages(1);
    assertThat(messages.isCut(0)).isFalse();
    messages.parts(0)[0].set(JAVA_INT, 48, 0x20);
    assertThat(messages.isCut(0)).isTrue();
    messages.parts(0)[0].set(JAVA_INT, 48, 0x8);
    assertThat(messages.isCut(0)).isTrue();
  }

  private static String hex(MemorySegment of) {
    return HexFormat.of().formatHex(of.toArray(JAVA_BYTE));
  }

  private String hex(int count) {
    return HexFormat.of().formatHex(memory.asSlice(0, count).toArray(JAVA_BYTE));
  }
}
