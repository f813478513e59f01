package org.kamaelia.net.internal.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.kamaelia.axon.Poller;

/** What the pollers of both transports have in common: a loop's layer of calls, and its buffers. */
abstract class LinuxPoller implements Poller {
  /** The most that is read or written at once: beyond this a system call costs little a byte. */
  static final int SCRATCH = 64 * 1024;

  final Calls calls;
  final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH);
  final long scratchAddress;

  /** All of it, wherever the buffer's limit is. */
  private final MemorySegment scratchMemory = MemorySegment.ofBuffer(scratch);

  /** For what is written from the heap. */
  private final ByteBuffer copy = ByteBuffer.allocateDirect(SCRATCH);

  private final long copyAddress = MemorySegment.ofBuffer(copy).address();

  LinuxPoller(Calls calls) {
    this.calls = calls;
    scratchAddress = scratchMemory.address();
  }

  /** A buffer of its own for the first bytes in the scratch buffer. */
  final ByteBuffer copyOfScratch(int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(scratchMemory, ValueLayout.JAVA_BYTE, 0, bytes, 0, count);
    return ByteBuffer.wrap(bytes);
  }

  /** Where the buffer's bytes are, or a copy of them: the first {@link #SCRATCH} at most. */
  final long address(ByteBuffer from) {
    if (from == scratch) {
      return scratchAddress + from.position();
    }
    if (from.isDirect()) {
      return MemorySegment.ofBuffer(from).address();
    }
    copy.put(0, from, from.position(), Math.min(from.remaining(), SCRATCH));
    return copyAddress;
  }
}
