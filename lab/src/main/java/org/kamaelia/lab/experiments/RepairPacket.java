package org.kamaelia.lab.experiments;

import java.nio.ByteBuffer;

/**
 * A packet of a stream with repair: media, or the exclusive or of some media packets, or the wish
 * for one.
 *
 * @param kind what it is
 * @param base the number of the media packet, or of the first that is in it
 * @param step from one of these to the next
 * @param count how many these are
 * @param sent when the media packet was first sent, in nanoseconds; exclusive or of these likewise
 * @param payload its bytes, or the exclusive or of theirs; not to be changed
 */
record RepairPacket(Kind kind, int base, int step, int count, long sent, ByteBuffer payload) {
  private static final int HEADER = 1 + 4 + 2 + 2 + 8;

  /** What a packet is. */
  enum Kind {
    MEDIA('m'),
    PARITY('p'),
    WANTED('w');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    static Kind of(byte code) {
      return switch (code) {
        case 'm' -> MEDIA;
        case 'p' -> PARITY;
        default -> WANTED;
      };
    }
  }

  static RepairPacket media(int number, long sent, byte[] payload) {
    return new RepairPacket(Kind.MEDIA, number, 1, 1, sent, ByteBuffer.wrap(payload));
  }

  /** The media packet that is left when all others were taken out of a parity. */
  RepairPacket asMedia(int number) {
    return new RepairPacket(Kind.MEDIA, number, 1, 1, sent, payload);
  }

  static RepairPacket wanted(int number) {
    return new RepairPacket(Kind.WANTED, number, 1, 1, 0, ByteBuffer.allocate(0));
  }

  /** The bytes of its datagram. */
  ByteBuffer bytes() {
    return ByteBuffer.allocate(HEADER + payload.remaining())
        .put((byte) kind.code)
        .putInt(base)
        .putShort((short) step)
        .putShort((short) count)
        .putLong(sent)
        .put(payload.duplicate())
        .flip();
  }

  static RepairPacket read(ByteBuffer bytes) {
    ByteBuffer left = bytes.duplicate();
    Kind kind = Kind.of(left.get());
    int base = left.getInt();
    int step = left.getShort();
    int count = left.getShort();
    long sent = left.getLong();
    return new RepairPacket(kind, base, step, count, sent, left.slice());
  }

  /** The exclusive or of this one's content and another's: all payloads are as long. */
  RepairPacket xor(RepairPacket other) {
    ByteBuffer both = ByteBuffer.allocate(payload.remaining());
    for (int i = 0; i < both.capacity(); i++) {
      both.put(i, (byte) (payload.get(i) ^ other.payload.get(i)));
    }
    return new RepairPacket(kind, base, step, count, sent ^ other.sent, both);
  }
}
