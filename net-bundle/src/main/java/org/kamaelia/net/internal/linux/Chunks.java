package org.kamaelia.net.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for what is being sent, for all streams of a loop. Few have any: a chunk goes back
 * when the kernel has taken all of it, mostly at once. Memory is kept for the next, up to a bound.
 */
final class Chunks {
  private static final int SMALL = 2 * 1024;
  private static final int LARGE = LinuxPoller.SCRATCH;

  /** Bytes in all: what peers that do not read may keep from the others. */
  private final long limit;

  private final Arena arena;
  private final ArrayDeque<Chunk> small = new ArrayDeque<>();
  private final ArrayDeque<Chunk> large = new ArrayDeque<>();
  private long allocated;

  Chunks(Arena arena, long limit) {
    this.arena = arena;
    this.limit = limit;
  }

  /** Some memory, with bytes from {@code from} to {@code to} still to be sent. */
  static final class Chunk {
    final MemorySegment memory;
    int from;
    int to;

    private Chunk(MemorySegment memory) {
      this.memory = memory;
    }

    int room() {
      return (int) memory.byteSize() - to;
    }

    boolean isEmpty() {
      return from == to;
    }
  }

  /** An empty chunk for so many bytes, or as many as the largest has; null if none is left. */
  @Nullable Chunk take(int bytes) {
    Chunk chunk = bytes <= SMALL ? take(small, SMALL) : take(large, LARGE);
    if (chunk != null) {
      chunk.from = 0;
      chunk.to = 0;
    }
    return chunk;
  }

  private @Nullable Chunk take(ArrayDeque<Chunk> free, int bytes) {
    Chunk chunk = free.poll();
    if (chunk == null && allocated + bytes <= limit) {
      allocated += bytes;
      chunk = new Chunk(arena.allocate(bytes, 64));
    }
    return chunk;
  }

  void giveBack(Chunk chunk) {
    (chunk.memory.byteSize() == SMALL ? small : large).push(chunk);
  }
}
