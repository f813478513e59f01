package org.kamaelia.testbed.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** What has come in order and was not read: parts of the segments that brought it. */
final class ReceiveQueue {
  private byte[][] pieces = new byte[8][];
  private int[] offsets = new int[8];
  private int[] counts = new int[8];
  private int first;
  private int size;
  private int bytes;

  int bytes() {
    return bytes;
  }

  void add(byte[] piece, int offset, int count) {
    if (size == pieces.length) {
      grow();
    }
    int at = (first + size++) & (pieces.length - 1);
    pieces[at] = piece;
    offsets[at] = offset;
    counts[at] = count;
    bytes += count;
  }

  private void grow() {
    int old = pieces.length;
    byte[][] morePieces = new byte[2 * old][];
    int[] moreOffsets = new int[2 * old];
    int[] moreCounts = new int[2 * old];
    for (int i = 0; i < old; i++) {
      int at = (first + i) & (old - 1);
      morePieces[i] = pieces[at];
      moreOffsets[i] = offsets[at];
      moreCounts[i] = counts[at];
    }
    pieces = morePieces;
    offsets = moreOffsets;
    counts = moreCounts;
    first = 0;
  }

  /** Takes bytes out. */
  ByteBuffer read(int most) {
    ByteBuffer read = ByteBuffer.allocate(Math.min(most, bytes));
    while (read.hasRemaining()) {
      int some = Math.min(read.remaining(), counts[first]);
      read.put(pieces[first], offsets[first], some);
      offsets[first] += some;
      counts[first] -= some;
      if (counts[first] == 0) {
        pieces[first] = SimulatedPacket.NOTHING;
        first = (first + 1) & (pieces.length - 1);
        size--;
      }
    }
    bytes -= read.position();
    return read.flip();
  }

  void clear() {
    Arrays.fill(pieces, SimulatedPacket.NOTHING);
    size = 0;
    bytes = 0;
  }
}
