package org.kamaelia.net.internal.tls;

import java.nio.ByteBuffer;

/**
 * What has come from the wire and is not decrypted yet, as records (RFC 8446, section 5.1). Only a
 * record that comes in parts is copied, and room for it grows with what has come of it: a peer that
 * announces much and sends little holds little.
 */
final class Incoming {
  /** Content type, version, length. */
  static final int HEADER = 5;

  private static final int LENGTH_AT = 3;

  /** The longest content of a record, encrypted (TLS 1.2's, which is the larger). */
  private static final int LONGEST = (16 + 2) * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** What came last. */
  private ByteBuffer fresh = NOTHING;

  /** A record of which a part came earlier, from index 0 to its limit, or nothing. */
  private ByteBuffer begun = NOTHING;

  /** Takes what the wire gave; {@link #whole} was 0 before. */
  void add(ByteBuffer bytes) {
    fresh = bytes;
    if (begun.hasRemaining() || whole() == 0) {
      continueRecord();
    }
  }

  /**
   * The length of the first record if it is all there, else 0. What cannot be a record counts as
   * one as soon as that is seen, so that the engine may refuse it.
   */
  int whole() {
    return whole(source(), source().position());
  }

  /** Whether nothing is here, not even a part of a record. */
  boolean isEmpty() {
    return !source().hasRemaining();
  }

  /** Where the first record begins; the engine takes it from there. */
  ByteBuffer source() {
    return begun.hasRemaining() ? begun : fresh;
  }

  /** The first record's content type; there is one. */
  int type() {
    return source().get(source().position());
  }

  /** To be called when the engine has taken a record. */
  void taken() {
    if (!begun.hasRemaining()) {
      begun = NOTHING;
      if (fresh.hasRemaining() && whole() == 0) {
        continueRecord();
      } else if (!fresh.hasRemaining()) {
        fresh = NOTHING;
      }
    }
  }

  /**
   * How much room the contents of all whole records need that together fit into so much; of the
   * first one in any case.
   */
  int room(int most) {
    int first = whole();
    int room = Math.max(0, first - HEADER);
    int at = begun.hasRemaining() ? fresh.position() : fresh.position() + first;
    for (int next = whole(fresh, at); next > 0; next = whole(fresh, at)) {
      if (next < HEADER || room + next - HEADER > most) {
        break;
      }
      room += next - HEADER;
      at += next;
    }
    return room;
  }

  /** Forgets everything: nothing more is wanted. */
  void clear() {
    fresh = NOTHING;
    begun = NOTHING;
  }

  private static int whole(ByteBuffer from, int at) {
    int there = from.limit() - at;
    if (there <= 0) {
      return 0;
    }
    // Change cipher spec, alert, handshake, application data; version 3.x.
    boolean strange =
        from.get(at) < 20 || from.get(at) > 23 || (there > 1 && from.get(at + 1) != 3);
    if (there < HEADER) {
      return 0;
    }
    int length = length(from, at);
    if (strange || length > HEADER + LONGEST) {
      return there;
    }
    return length <= there ? length : 0;
  }

  private static int length(ByteBuffer from, int at) {
    return HEADER
        + (Byte.toUnsignedInt(from.get(at + LENGTH_AT)) << 8)
        + Byte.toUnsignedInt(from.get(at + LENGTH_AT + 1));
  }

  /**
   * Moves what has come of the record to the part that came earlier, as far as it belongs to it.
   */
  private void continueRecord() {
    while (fresh.hasRemaining() && (begun == NOTHING || whole(begun, 0) == 0)) {
      int have = begun.limit();
      int wanted = have < HEADER ? HEADER : length(begun, 0);
      int count = Math.min(wanted - have, fresh.remaining());
      if (have + count > begun.capacity()) {
        int room = Math.max(have + count, Math.min(wanted, 2 * have));
        begun = ByteBuffer.allocate(room).put(0, begun, 0, have);
      }
      begun.limit(have + count).put(have, fresh, fresh.position(), count);
      fresh.position(fresh.position() + count);
    }
    if (!fresh.hasRemaining()) {
      fresh = NOTHING;
    }
  }
}
