package org.kamaelia.net.transport;

import java.nio.ByteBuffer;

/** One direction of a connection. Under the connection's lock. */
final class MemoryPipe {
  private static final int MOST = 64 << 10;
  private static final int LEAST = 1 << 10;
  private static final byte[] NOTHING = {};

  /** A ring, as large as it had to be so far. */
  private byte[] bytes = NOTHING;

  private int first;
  private int count;
  private boolean ended;

  int count() {
    return count;
  }

  int room() {
    return MOST - count;
  }

  /** Nothing more comes after what is there. */
  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  /** Throws away what is there. */
  void clear() {
    bytes = NOTHING;
    first = 0;
    count = 0;
  }

  int write(ByteBuffer from) {
    int taken = Math.min(from.remaining(), room());
    if (count + taken > bytes.length) {
      grow(count + taken);
    }
    for (int left = taken; left > 0; ) {
      int at = (first + count) % bytes.length;
      int some = Math.min(left, bytes.length - at);
      from.get(bytes, at, some);
      count += some;
      left -= some;
    }
    return taken;
  }

  ByteBuffer read(int most) {
    ByteBuffer read = ByteBuffer.allocate(Math.min(most, count));
    while (read.hasRemaining()) {
      int some = Math.min(read.remaining(), bytes.length - first);
      read.put(bytes, first, some);
      first = (first + some) % bytes.length;
      count -= some;
    }
    if (count == 0 && bytes.length > LEAST) {
      // A burst is over: there may be very many connections.
      clear();
    }
    return read.flip();
  }

  private void grow(int needed) {
    byte[] larger = new byte[Math.max(LEAST, Integer.highestOneBit(needed - 1) << 1)];
    int kept = count;
    read(count).get(larger, 0, kept);
    bytes = larger;
    first = 0;
    count = kept;
  }
}
