package org.kamaelia.net.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
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

  /** Those without memory of their own. */
  private final ArrayDeque<Chunk> bare = new ArrayDeque<>();

  private long allocated;

  Chunks(Arena arena, long limit) {
    this.arena = arena;
    this.limit = limit;
  }

  /** Some memory with bytes that are still to be sent. */
  static final class Chunk {
    /** Its own; null if the bytes are in a message that others have as well. */
    private final @Nullable MemorySegment memory;

    /** That message, which keeps its memory alive. */
    @SuppressWarnings("unused") // but by the kernel
    private @Nullable ByteBuffer message;

    private long start;
    private int from;
    private int to;

    private Chunk(@Nullable MemorySegment memory) {
      this.memory = memory;
      start = memory == null ? 0 : memory.address();
    }

    /** How much more it takes. */
    int room() {
      return memory == null ? 0 : (int) memory.byteSize() - to;
    }

    /** Puts bytes behind those that are there; there is room. */
    void add(MemorySegment bytes, int count) {
      MemorySegment.copy(bytes, 0, owned(), to, count);
      to += count;
    }

    private MemorySegment owned() {
      assert memory != null : "there is room";
      return memory;
    }

    /** Where the first byte is that is not sent. */
    long address() {
      return start + from;
    }

    /** How many bytes are not sent. */
    int count() {
      return to - from;
    }

    void sent(int count) {
      from += count;
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

  /** A chunk whose bytes are a message's, from an address on. */
  Chunk lend(ByteBuffer message, long address, int count) {
    Chunk chunk = bare.poll();
    if (chunk == null) {
      chunk = new Chunk(null);
    }
    chunk.message = message;
    chunk.start = address;
    chunk.from = 0;
    chunk.to = count;
    return chunk;
  }

  void giveBack(Chunk chunk) {
    if (chunk.memory == null) {
      chunk.message = null;
      bare.push(chunk);
    } else {
      (chunk.memory.byteSize() == SMALL ? small : large).push(chunk);
    }
  }
}
