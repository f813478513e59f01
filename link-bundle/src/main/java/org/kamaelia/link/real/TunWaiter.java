package org.kamaelia.link.real;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiConsumer;

/** Waits for packets of TUN devices, and gives each as soon as it is there. */
final class TunWaiter implements RealTimeline.Waiter {
  private static final int EFD_NONBLOCK = 0x800;
  private static final int ENTRY = 8;
  private static final int EVENTS = 4;
  private static final int RETURNED = 6;
  private static final short POLLIN = 1;

  /** POLLERR, POLLHUP, POLLNVAL: the device is no more, for its namespace is gone. */
  private static final short GONE = 0x38;

  /** How many packets of a device are read before it is the others' turn. */
  private static final int BATCH = 32;

  private final Libc libc = new Libc();
  private final List<TunDevice> devices;
  private final BiConsumer<TunDevice, IpPacket> packets;
  private final int wakeUp;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment entries;
  private final MemorySegment time = arena.allocate(JAVA_LONG, 2);
  private final MemorySegment drained = arena.allocate(JAVA_LONG);
  private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);

  /** For other threads. Held, so that nothing is written to a descriptor that is another's now. */
  private final Object waking = new Object();

  private final Libc wakingLibc = new Libc();
  private boolean closed;

  TunWaiter(List<TunDevice> devices, BiConsumer<TunDevice, IpPacket> packets) throws IOException {
    this.devices = devices;
    this.packets = packets;
    wakeUp = libc.eventfd(EFD_NONBLOCK);
    if (wakeUp < 0) {
      throw new IOException("eventfd: " + Libc.text(-wakeUp));
    }
    entries = arena.allocate(JAVA_INT, 2L * (devices.size() + 1));
    entry(0, wakeUp);
    for (int i = 0; i < devices.size(); i++) {
      entry(i + 1, devices.get(i).descriptor());
    }
  }

  private void entry(int index, int descriptor) {
    entries.set(JAVA_INT, (long) ENTRY * index, descriptor);
    entries.set(JAVA_SHORT, (long) ENTRY * index + EVENTS, POLLIN);
  }

  private boolean isReady(int index) {
    short returned = entries.get(JAVA_SHORT, (long) ENTRY * index + RETURNED);
    if ((returned & GONE) != 0) {
      entry(index, -1);
    }
    return (returned & POLLIN) != 0;
  }

  @Override
  public void await(long nanos) {
    time.setAtIndex(JAVA_LONG, 0, nanos / 1_000_000_000);
    time.setAtIndex(JAVA_LONG, 1, nanos % 1_000_000_000);
    MemorySegment limit = nanos == Long.MAX_VALUE ? MemorySegment.NULL : time;
    int ready = libc.ppoll(entries, devices.size() + 1, limit);
    if (ready < 0 && ready != -Libc.EINTR) {
      throw new IllegalStateException("ppoll: " + Libc.text(-ready));
    }
    if (ready <= 0) {
      return;
    }
    if (isReady(0)) {
      libc.read(wakeUp, drained);
    }
    for (int i = 0; i < devices.size(); i++) {
      if (isReady(i + 1)) {
        read(devices.get(i));
      }
    }
  }

  private void read(TunDevice device) {
    for (int i = 0; i < BATCH; i++) {
      IpPacket packet = device.read();
      if (packet == null) {
        return;
      }
      packets.accept(device, packet);
    }
  }

  @Override
  public void wake() {
    synchronized (waking) {
      if (!closed) {
        wakingLibc.write(wakeUp, one, 8);
      }
    }
  }

  @Override
  public void close() {
    devices.forEach(TunDevice::close);
    synchronized (waking) {
      closed = true;
      libc.close(wakeUp);
    }
  }
}
