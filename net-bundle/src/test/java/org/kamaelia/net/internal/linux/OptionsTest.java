package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.kamaelia.net.transport.LinuxOptions;
import org.kamaelia.net.transport.Options;

/** Options as the kernel has them afterwards. */
@EnabledOnOs(OS.LINUX)
class OptionsTest {
  private static final int IP = 0;
  private static final int SOCKET = 1;
  private static final int TCP = 6;

  private final Calls calls = new Libc();
  private final Socket socket;

  OptionsTest() throws IOException {
    socket = Socket.open(new InetSocketAddress("127.0.0.1", 0), Options.NONE, calls);
  }

  @AfterEach
  void close() {
    socket.close(calls);
  }

  @Test
  void numbersAndSwitchesArrive() throws IOException {
    assertThat(set(StandardSocketOptions.SO_REUSEADDR, true, SOCKET, 2)).isEqualTo(1);
    assertThat(set(StandardSocketOptions.SO_REUSEPORT, true, SOCKET, 15)).isEqualTo(1);
    assertThat(set(StandardSocketOptions.SO_KEEPALIVE, true, SOCKET, 9)).isEqualTo(1);
    assertThat(set(StandardSocketOptions.TCP_NODELAY, true, TCP, 1)).isEqualTo(1);
    assertThat(set(StandardSocketOptions.IP_TOS, 0xb8, IP, 1)).isEqualTo(0xb8);
    // The kernel takes it twice, for its own books.
    assertThat(set(StandardSocketOptions.SO_SNDBUF, 30_000, SOCKET, 7)).isEqualTo(60_000);
    assertThat(set(StandardSocketOptions.SO_RCVBUF, 30_000, SOCKET, 8)).isEqualTo(60_000);
    assertThat(set(ExtendedSocketOptions.TCP_KEEPIDLE, 61, TCP, 4)).isEqualTo(61);
    assertThat(set(ExtendedSocketOptions.TCP_KEEPINTERVAL, 11, TCP, 5)).isEqualTo(11);
    assertThat(set(ExtendedSocketOptions.TCP_KEEPCOUNT, 3, TCP, 6)).isEqualTo(3);
    assertThat(set(LinuxOptions.TCP_USER_TIMEOUT, 1234, TCP, 18)).isEqualTo(1234);
    assertThat(set(LinuxOptions.TCP_NOTSENT_LOWAT, 65_536, TCP, 25)).isEqualTo(65_536);
    assertThat(set(LinuxOptions.TCP_FASTOPEN, 16, TCP, 23)).isEqualTo(16);
    assertThat(set(LinuxOptions.SO_MAX_PACING_RATE, 1_000_000L, SOCKET, 47)).isEqualTo(1_000_000);
  }

  @Test
  void lingeringIsASwitchAndSeconds() throws IOException {
    socket.set(StandardSocketOptions.SO_LINGER, 5, calls);
    MemorySegment value = get(SOCKET, 13);
    assertThat(value.get(JAVA_INT, 0)).isEqualTo(1);
    assertThat(value.get(JAVA_INT, 4)).isEqualTo(5);
    socket.set(StandardSocketOptions.SO_LINGER, -1, calls);
    assertThat(get(SOCKET, 13).get(JAVA_INT, 0)).isZero();
  }

  @Test
  void aCongestionControlIsItsName() throws IOException {
    socket.set(LinuxOptions.TCP_CONGESTION, "reno", calls);
    byte[] name = get(TCP, 13).asSlice(0, 5).toArray(JAVA_BYTE);
    assertThat(new String(name, StandardCharsets.US_ASCII)).isEqualTo("reno\0");
  }

  @Test
  void fastOpeningIsAnotherOptionForWhoConnects() throws IOException {
    socket.set(Options.NONE.with(LinuxOptions.TCP_FASTOPEN, 1), true, calls);
    assertThat(get(TCP, 30).get(JAVA_INT, 0)).isEqualTo(1);
  }

  @Test
  void aValueOutOfRangeIsRefused() {
    assertThatThrownBy(() -> socket.set(StandardSocketOptions.IP_TOS, 256, calls))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> socket.set(StandardSocketOptions.SO_SNDBUF, -1, calls))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aUnixDomainSocketHasNoOptionsOfTcp() throws IOException {
    Socket unix = Socket.open(UnixDomainSocketAddress.of("unused"), Options.NONE, calls);
    assertThatThrownBy(() -> unix.set(StandardSocketOptions.TCP_NODELAY, true, calls))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("TCP_NODELAY");
    unix.set(StandardSocketOptions.SO_SNDBUF, 30_000, calls);
    assertThat(unix.tcpInfo(calls)).isEmpty();
    unix.close(calls);
  }

  @Test
  void tcpInfoIsThereFromTheStart() {
    assertThat(socket.tcpInfo(calls))
        .hasValueSatisfying(info -> assertThat(info.congestionWindow()).isPositive());
  }

  private <T> int set(SocketOption<T> option, T value, int level, int name) throws IOException {
    socket.set(option, value, calls);
    return get(level, name).get(JAVA_INT, 0);
  }

  private MemorySegment get(int level, int name) throws IOException {
    MemorySegment memory = Arena.ofAuto().allocate(64, 8);
    MemorySegment length = Arena.ofAuto().allocate(JAVA_INT);
    length.set(JAVA_INT, 0, 64);
    assertThat(calls.getsockopt(socket.number(), level, name, memory.address(), length.address()))
        .isZero();
    return memory;
  }
}
