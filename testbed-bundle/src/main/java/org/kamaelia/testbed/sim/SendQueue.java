package org.kamaelia.testbed.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What was written to a connection and is not acknowledged. It is kept in pieces which are filled
 * once, so that segments refer to them and need no copy.
 */
final class SendQueue {
  private static final int LEAST = 1 << 10;
  private static final int MOST = 64 << 10;

  private byte[][] pieces = new byte[4][];

  /** The position of each piece's first byte. */
  private long[] starts = new long[4];

  private int first;
  private int count;

  /** The piece that was looked into last, counted from the first. */
  private int hint;

  private int room;
  private long begin;
  private long end;

  /**
   * @param begin the position of the first byte
   */
  SendQueue(long begin) {
    this.begin = begin;
    end = begin;
  }

  /** The position of the first byte that is not acknowledged. */
  long begin() {
    return begin;
  }

  /** The position after the last byte. */
  long end() {
    return end;
  }

  int size() {
    return (int) (end - begin);
  }

  /** Takes the next bytes of a buffer. */
  void write(ByteBuffer from, int bytes) {
    for (int left = bytes; left > 0; ) {
      if (room == 0) {
        add(Math.clamp(Integer.highestOneBit(2 * Math.max(left, size())), LEAST, MOST));
      }
      byte[] last = pieces[at(count - 1)];
      int some = Math.min(left, room);
      from.get(last, last.length - room, some);
      room -= some;
      end += some;
      left -= some;
    }
  }

  private void add(int size) {
    if (count == pieces.length) {
      byte[][] more = new byte[2 * count][];
      long[] moreStarts = new long[2 * count];
      for (int i = 0; i < count; i++) {
        more[i] = pieces[at(i)];
        moreStarts[i] = starts[at(i)];
      }
      pieces = more;
      starts = moreStarts;
      first = 0;
    }
    pieces[at(count)] = new byte[size];
    starts[at(count)] = end;
    count++;
    room = size;
  }

  private int at(int index) {
    return (first + index) & (pieces.length - 1);
  }

  /** Those before the position are acknowledged. */
  void release(long position) {
    begin = Math.max(begin, Math.min(position, end));
    while (count > 1 && starts[at(1)] <= begin) {
      pieces[first] = SimulatedPacket.NOTHING;
      first = at(1);
      count--;
      hint = Math.max(0, hint - 1);
    }
    if (begin == end) {
      Arrays.fill(pieces, SimulatedPacket.NOTHING);
      count = 0;
      hint = 0;
      room = 0;
    }
  }

  /** Has a segment carry the bytes from a position. */
  void carry(Segment segment, long position, int bytes) {
    segment.count = bytes;
    if (bytes == 0) {
      return;
    }
    seek(position);
    byte[] piece = pieces[at(hint)];
    int offset = (int) (position - starts[at(hint)]);
    if (offset + bytes <= piece.length) {
      segment.bytes = piece;
      segment.offset = offset;
      return;
    }
    byte[] joined = new byte[bytes];
    int done = 0;
    for (int i = hint; done < bytes; i++) {
      byte[] each = pieces[at(i)];
      int some = Math.min(bytes - done, each.length - offset);
      System.arraycopy(each, offset, joined, done, some);
      done += some;
      offset = 0;
    }
    segment.bytes = joined;
    segment.offset = 0;
  }

  private void seek(long position) {
    hint = Math.min(hint, count - 1);
    while (hint > 0 && starts[at(hint)] > position) {
      hint--;
    }
    while (hint < count - 1 && starts[at(hint + 1)] <= position) {
      hint++;
    }
  }
}
