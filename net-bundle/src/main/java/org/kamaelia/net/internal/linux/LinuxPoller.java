package org.kamaelia.net.internal.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.internal.Uninitialized;
import org.kamaelia.net.transport.Transport;
import org.kamaelia.net.transport.TransportPoller;

/** What the pollers of both transports have in common: a loop's layer of calls, and its buffers. */
abstract class LinuxPoller implements TransportPoller {
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

  /**
   * A message that was asked for last, and where it is: a message goes to many in a row. Not kept
   * for longer than a round of the loop.
   */
  private @Nullable ByteBuffer shared;

  private MemorySegment sharedMemory = scratchMemory;

  /** A place for a {@code loff_t}. */
  private final MemorySegment offset = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  final OpenFiles files;

  private final Transport transport;

  LinuxPoller(Transport transport, Calls calls) {
    this.transport = transport;
    this.calls = calls;
    files = new OpenFiles(calls);
    scratchAddress = scratchMemory.address();
  }

  @Override
  public final Transport transport() {
    return transport;
  }

  /** Where the loop's datagram sockets are waited for. */
  abstract EpollPoller forDatagrams() throws IOException;

  /** A buffer of its own for the first bytes in the scratch buffer. */
  final ByteBuffer copyOfScratch(int count) {
    byte[] bytes = Uninitialized.bytes(count);
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

  /**
   * Where index 0 of a direct message is.
   *
   * @throws IllegalStateException if its memory is freed: that of an arena that was closed
   */
  final long addressOf(ByteBuffer message) {
    if (message != shared) {
      sharedMemory = MemorySegment.ofBuffer(message.duplicate().clear());
      shared = message;
    }
    if (!sharedMemory.scope().isAlive()) {
      throw new IllegalStateException("the memory of a message was freed before it was sent");
    }
    return sharedMemory.address();
  }

  /** Where that number stands, until the next one. */
  final long offset(long number) {
    offset.set(ValueLayout.JAVA_LONG, 0, number);
    return offset.address();
  }

  final void forgetShared() {
    shared = null;
    sharedMemory = scratchMemory;
  }
}
