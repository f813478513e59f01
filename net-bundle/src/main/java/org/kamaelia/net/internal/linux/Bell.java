package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.ClosedChannelException;

/**
 * Wakes a poller, from any thread: an eventfd of which only changes are waited for, so that it need
 * not be read. It counts up to 2<sup>64</sup>-2.
 */
final class Bell {
  private static final int EFD_NONBLOCK = 0x800;
  private static final int EFD_CLOEXEC = 0x80000;

  private final Calls calls;
  private final Descriptor descriptor;
  private final MemorySegment one = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  /**
   * @param calls for this bell alone
   */
  Bell(Calls calls) throws IOException {
    this.calls = calls;
    descriptor = new Descriptor(Errno.check(calls.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), calls));
    one.set(ValueLayout.JAVA_LONG, 0, 1);
  }

  int number() throws ClosedChannelException {
    return descriptor.number();
  }

  /** Rings. Any thread; without effect when it is closed. */
  synchronized void ring() {
    if (!descriptor.isClosed()) {
      try {
        int _ = calls.write(descriptor.number(), one.address(), Long.BYTES);
      } catch (ClosedChannelException e) {
        throw new AssertionError("just asked", e);
      }
    }
  }

  synchronized void close() {
    descriptor.close(calls);
  }
}
