package org.kamaelia.testbed.sim;

import java.util.Arrays;

/**
 * What has come beyond a gap: the segments in order, and the ranges that they make, the latest one
 * first, as RFC 2018, section 4 tells them.
 */
final class Gaps {
  private byte[][] pieces = new byte[8][];
  private int[] offsets = new int[8];
  private long[] starts = new long[8];
  private long[] ends = new long[8];
  private int count;
  private int bytes;

  // The ranges, the latest first.
  private long[] lefts = new long[4];
  private long[] rights = new long[4];
  private int ranges;

  boolean isEmpty() {
    return count == 0;
  }

  int bytes() {
    return bytes;
  }

  /** Keeps what has come. What is there already may come again. */
  void add(long start, byte[] piece, int offset, int length) {
    long end = start + length;
    int at = count;
    while (at > 0 && starts[at - 1] > start) {
      at--;
    }
    boolean known = at > 0 && ends[at - 1] >= end;
    if (!known && length > 0) {
      insert(at, start, piece, offset, length);
    }
    if (length > 0) {
      range(start, end);
    }
  }

  private void insert(int at, long start, byte[] piece, int offset, int length) {
    if (count == pieces.length) {
      pieces = Arrays.copyOf(pieces, 2 * count);
      offsets = Arrays.copyOf(offsets, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    int moved = count - at;
    System.arraycopy(pieces, at, pieces, at + 1, moved);
    System.arraycopy(offsets, at, offsets, at + 1, moved);
    System.arraycopy(starts, at, starts, at + 1, moved);
    System.arraycopy(ends, at, ends, at + 1, moved);
    pieces[at] = piece;
    offsets[at] = offset;
    starts[at] = start;
    ends[at] = start + length;
    bytes += length;
    count++;
  }

  private void range(long start, long end) {
    long left = start;
    long right = end;
    int kept = 0;
    for (int i = 0; i < ranges; i++) {
      if (lefts[i] <= right && left <= rights[i]) {
        left = Math.min(left, lefts[i]);
        right = Math.max(right, rights[i]);
      } else {
        lefts[kept] = lefts[i];
        rights[kept++] = rights[i];
      }
    }
    if (kept == lefts.length) {
      lefts = Arrays.copyOf(lefts, 2 * kept);
      rights = Arrays.copyOf(rights, 2 * kept);
    }
    System.arraycopy(lefts, 0, lefts, 1, kept);
    System.arraycopy(rights, 0, rights, 1, kept);
    lefts[0] = left;
    rights[0] = right;
    ranges = kept + 1;
  }

  /** Moves what follows a position into the queue; the position after it. */
  long fill(long position, ReceiveQueue queue) {
    long now = position;
    int taken = 0;
    while (taken < count && starts[taken] <= now) {
      int skip = (int) (now - starts[taken]);
      int length = (int) (ends[taken] - now);
      if (length > 0) {
        queue.add(pieces[taken], offsets[taken] + skip, length);
        now = ends[taken];
      }
      bytes -= (int) (ends[taken] - starts[taken]);
      taken++;
    }
    if (taken > 0) {
      drop(taken);
      forget(now);
    }
    return now;
  }

  private void drop(int taken) {
    count -= taken;
    System.arraycopy(pieces, taken, pieces, 0, count);
    System.arraycopy(offsets, taken, offsets, 0, count);
    System.arraycopy(starts, taken, starts, 0, count);
    System.arraycopy(ends, taken, ends, 0, count);
    Arrays.fill(pieces, count, count + taken, SimulatedPacket.NOTHING);
  }

  private void forget(long position) {
    int kept = 0;
    for (int i = 0; i < ranges; i++) {
      if (rights[i] > position) {
        lefts[kept] = lefts[i];
        rights[kept++] = rights[i];
      }
    }
    ranges = kept;
  }

  /** Tells the ranges, as many as there is room for. */
  void tell(Segment segment, long first) {
    int blocks = Math.min(ranges, segment.stamped ? 3 : 4);
    int[] edges = new int[2 * blocks];
    for (int i = 0; i < blocks; i++) {
      edges[2 * i] = (int) (first + lefts[i]);
      edges[2 * i + 1] = (int) (first + rights[i]);
    }
    segment.sacks = edges;
    segment.sackEdges = edges.length;
  }

  void clear() {
    count = 0;
    ranges = 0;
    bytes = 0;
    Arrays.fill(pieces, SimulatedPacket.NOTHING);
  }
}
