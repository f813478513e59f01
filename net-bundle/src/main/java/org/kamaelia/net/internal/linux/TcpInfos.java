package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import org.kamaelia.net.transport.TcpInfo;

/** {@code struct tcp_info}, of which older kernels fill the beginning only. */
final class TcpInfos {
  /** As far as {@code tcpi_bytes_retrans}. */
  static final int BYTES = 216;

  private TcpInfos() {}

  /** What the kernel says; empty if it has nothing to say. */
  static Optional<TcpInfo> of(Socket socket, Calls calls) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(BYTES + Long.BYTES, Long.BYTES);
      MemorySegment length = memory.asSlice(BYTES);
      length.set(JAVA_INT, 0, BYTES);
      int result =
          calls.getsockopt(
              socket.number(),
              SocketOptions.IPPROTO_TCP,
              SocketOptions.TCP_INFO,
              memory.address(),
              length.address());
      return result < 0 ? Optional.empty() : Optional.of(read(memory));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Reads the structure. */
  static TcpInfo read(MemorySegment from) {
    return new TcpInfo(
        micros(from, 68),
        micros(from, 72),
        micros(from, 148),
        micros(from, 8),
        from.get(JAVA_INT, 80),
        from.get(JAVA_INT, 76),
        from.get(JAVA_INT, 16),
        from.get(JAVA_INT, 60),
        from.get(JAVA_INT, 24),
        Byte.toUnsignedInt(from.get(JAVA_BYTE, 2)),
        from.get(JAVA_INT, 100),
        from.get(JAVA_LONG, 104),
        from.get(JAVA_LONG, 160),
        from.get(JAVA_LONG, 120),
        from.get(JAVA_LONG, 128),
        from.get(JAVA_LONG, 200),
        from.get(JAVA_LONG, 208),
        from.get(JAVA_INT, 144));
  }

  private static Duration micros(MemorySegment from, int at) {
    return Duration.ofNanos(1000 * Integer.toUnsignedLong(from.get(JAVA_INT, at)));
  }
}
