package org.kamaelia.link.real;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A TUN device: what the kernel sends out of it is read here, what is written here comes in. */
final class TunDevice {
  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 0x800;
  private static final long TUNSETIFF = 0x400454caL;
  private static final short IFF_TUN_NO_PI = 0x1001;
  private static final int NAME_LENGTH = 15;
  private static final int REQUEST_LENGTH = 40;
  private static final int FLAGS = 16;
  private static final int LONGEST_PACKET = 65_535;

  /** Nobody takes a packet: the device is down, has too many, or is no more. */
  private static final Set<Integer> NOBODY = Set.of(Libc.EIO, Libc.EAGAIN, Libc.EBADFD);

  private final Libc libc = new Libc();
  private final String name;
  private final int descriptor;
  private final MemorySegment buffer = Arena.ofAuto().allocate(LONGEST_PACKET);

  private TunDevice(String name, int descriptor) {
    this.name = name;
    this.descriptor = descriptor;
  }

  /**
   * Makes the device, in the network namespace of this process.
   *
   * @throws IOException if the kernel does not: mostly for want of CAP_NET_ADMIN or /dev/net/tun
   */
  static TunDevice open(String name) throws IOException {
    if (name.isEmpty() || name.length() > NAME_LENGTH || name.contains("%")) {
      throw new IllegalArgumentException(
          "a device's name has 1 to " + NAME_LENGTH + " characters, unlike " + name);
    }
    var libc = new Libc();
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = libc.open(arena.allocateFrom("/dev/net/tun"), O_RDWR | O_NONBLOCK);
      if (descriptor < 0) {
        throw new IOException("/dev/net/tun: " + Libc.text(-descriptor));
      }
      MemorySegment request = arena.allocate(REQUEST_LENGTH);
      request.setString(0, name);
      request.set(JAVA_SHORT, FLAGS, IFF_TUN_NO_PI);
      int made = libc.ioctl(descriptor, TUNSETIFF, request);
      if (made < 0) {
        libc.close(descriptor);
        throw new IOException("TUN device " + name + ": " + Libc.text(-made));
      }
      return new TunDevice(name, descriptor);
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** The next packet, or null if there is none now. */
  @Nullable IpPacket read() {
    int length = libc.read(descriptor, buffer);
    return length <= 0 ? null : new IpPacket(buffer.asSlice(0, length).toArray(JAVA_BYTE));
  }

  /**
   * Lets a packet come in. It does not while the device is down, nor when the device is no more,
   * for its namespace is gone: so a run may end with packets on their way.
   */
  void write(IpPacket packet) {
    byte[] bytes = packet.bytes();
    MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
    int written = libc.write(descriptor, buffer, bytes.length);
    if (written < 0 && !NOBODY.contains(-written)) {
      throw new IllegalStateException("TUN device " + name + ": " + Libc.text(-written));
    }
  }

  void close() {
    libc.close(descriptor);
  }
}
