package org.kamaelia.lab.experiments;

import java.nio.ByteBuffer;

/**
 * What nodes of a distribution tell one another.
 *
 * @param kind what it is
 * @param number of a packet of the stream
 * @param sent when the source sent it, in nanoseconds
 */
record StreamMessage(Kind kind, int number, long sent) {
  private static final int HEADER = 1 + 4 + 8;

  /** What a message is. */
  enum Kind {
    /** Wants the stream for a while. */
    SUBSCRIBE('s'),
    /** Has nothing to send at the moment, and is there. */
    ALIVE('a'),
    /** A packet of the stream. */
    MEDIA('m');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    static Kind of(byte code) {
      return switch (code) {
        case 's' -> SUBSCRIBE;
        case 'a' -> ALIVE;
        default -> MEDIA;
      };
    }
  }

  static final StreamMessage SUBSCRIBE = new StreamMessage(Kind.SUBSCRIBE, 0, 0);
  static final StreamMessage ALIVE = new StreamMessage(Kind.ALIVE, 0, 0);

  /** Its bytes, of a certain length at least. */
  ByteBuffer bytes(int length) {
    return ByteBuffer.allocate(Math.max(HEADER, length))
        .put((byte) kind.code)
        .putInt(number)
        .putLong(sent)
        .rewind();
  }

  static StreamMessage read(ByteBuffer bytes) {
    int at = bytes.position();
    return new StreamMessage(Kind.of(bytes.get(at)), bytes.getInt(at + 1), bytes.getLong(at + 5));
  }
}
