package org.kamaelia.net.internal.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The buffers of which the kernel takes one when it has received something, for all streams of a
 * loop: a connection that is silent has none. They go back as soon as they are copied.
 */
final class ReceiveBuffers {
  /** The one group that a ring has. */
  static final int GROUP = 0;

  private static final int COUNT = 256;
  private static final int BYTES = 16 * 1024;

  /** A little more, so that the first bytes of all do not fall on the same lines of the caches. */
  private static final int STRIDE = BYTES + 3 * 64;

  private static final int ENTRY_BYTES = 16;
  private static final int TAIL = 14;
  private static final int PAGE = 4096;

  private static final VarHandle SHORT = JAVA_SHORT.varHandle();

  private final MemorySegment entries;
  private final MemorySegment memory;
  private short tail;

  ReceiveBuffers(Ring ring) throws IOException {
    entries = ring.arena().allocate(COUNT * ENTRY_BYTES, PAGE);
    memory = ring.arena().allocate((long) COUNT * STRIDE, 64);
    MemorySegment registration = ring.arena().allocate(40, Long.BYTES);
    registration.set(JAVA_LONG, 0, entries.address());
    registration.set(JAVA_INT, 8, COUNT);
    registration.set(JAVA_SHORT, 12, (short) GROUP);
    ring.registerBuffers(registration.address());
    for (int i = 0; i < COUNT; i++) {
      giveBack(i);
    }
  }

  /** A buffer of its own with what has come into one of these. */
  ByteBuffer copy(int number, int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(memory, JAVA_BYTE, (long) number * STRIDE, bytes, 0, count);
    return ByteBuffer.wrap(bytes);
  }

  void giveBack(int number) {
    long at = (long) (tail & (COUNT - 1)) * ENTRY_BYTES;
    entries.set(JAVA_LONG, at, memory.address() + (long) number * STRIDE);
    entries.set(JAVA_INT, at + 8, BYTES);
    entries.set(JAVA_SHORT, at + 12, (short) number);
    tail++;
    SHORT.setRelease(entries, TAIL, tail);
  }
}
