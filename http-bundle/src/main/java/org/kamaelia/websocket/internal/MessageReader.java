package org.kamaelia.websocket.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.kamaelia.websocket.Message;

/**
 * Makes messages of the payload of their frames, which comes in pieces: expands what is compressed
 * (RFC 7692), and sees at once what is no UTF-8 or too long. No more is held than has come, or was
 * expanded, so a length that is only announced costs nothing.
 */
final class MessageReader {
  private static final byte[] NOTHING = {};
  private static final int FIRST = 512;

  /** What a sender has left out at the end of a compressed message (RFC 7692, 7.2.2). */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private final @Nullable Deflate deflate;
  private final Spares spares;
  private final int most;
  private final Utf8 utf8 = new Utf8();

  /** A message has begun. */
  private boolean inside;

  private boolean text;
  private boolean compressed;

  /** Payload of the message that was announced, as it is in the frames. */
  private long announced;

  /** What has come of the message, unless it comes in one piece. */
  private byte[] kept = NOTHING;

  private int size;

  private @Nullable Inflater inflater;

  MessageReader(@Nullable Deflate deflate, Spares spares, int most) {
    this.deflate = deflate;
    this.spares = spares;
    this.most = most;
  }

  /** A frame that begins a message. */
  void begin(boolean isText, boolean isCompressed) throws Violation {
    if (inside) {
      throw Violation.protocol("a message begins within another");
    }
    if (isCompressed && deflate == null) {
      throw Violation.protocol("a reserved bit is set");
    }
    inside = true;
    text = isText;
    compressed = isCompressed;
  }

  /** A frame that goes on with one. */
  void goOn() throws Violation {
    if (!inside) {
      throw Violation.protocol("a continuation continues nothing");
    }
  }

  /**
   * The length of a frame's payload. Of a compressed message it may be a little more than it is
   * worth.
   */
  void announce(long length) throws Violation {
    long bound = compressed ? (long) most + (most >> 6) + 64 : most;
    if (length > bound - announced) {
      throw tooBig();
    }
    announced += length;
  }

  /**
   * Takes a piece of payload, unmasked.
   *
   * @param bytes the message may be a part of it, so nobody changes them any more
   * @param isLast whether the message ends with it
   * @return the message if it is whole
   */
  @Nullable Message take(byte[] bytes, int at, int count, boolean isLast) throws Violation {
    if (compressed) {
      expand(bytes, at, count);
      if (isLast) {
        expand(TAIL, 0, TAIL.length);
        expanded();
      }
    } else {
      check(bytes, at, count);
      if (isLast && size == 0) {
        return whole(bytes, at, count);
      }
      reserve(size + count);
      System.arraycopy(bytes, at, kept, size, count);
      size += count;
    }
    return isLast ? whole(kept, 0, size) : null;
  }

  /** Lets go of what it holds. */
  void close() {
    if (inflater != null) {
      spares.giveBack(inflater);
      inflater = null;
    }
  }

  private void check(byte[] bytes, int at, int count) throws Violation {
    if (text && !utf8.take(bytes, at, at + count)) {
      throw new Violation(Codes.INVALID_DATA, "a text is no UTF-8");
    }
  }

  private Message whole(byte[] bytes, int at, int count) throws Violation {
    if (!utf8.isWhole()) {
      throw new Violation(Codes.INVALID_DATA, "a text ends within a character");
    }
    Message message =
        text
            ? new Message.Text(new String(bytes, at, count, StandardCharsets.UTF_8))
            : new Message.Binary(binary(bytes, at, count));
    inside = false;
    announced = 0;
    kept = NOTHING;
    size = 0;
    return message;
  }

  /** The bytes from where they are, unless that would keep much more of them. */
  private static ByteBuffer binary(byte[] bytes, int at, int count) {
    return count >= bytes.length / 2
        ? ByteBuffer.wrap(bytes, at, count).slice()
        : ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + count));
  }

  private void reserve(int needed) {
    if (needed > kept.length) {
      long larger = Math.max(needed, Math.min(Math.max(FIRST, 2L * kept.length), most + 1L));
      kept = Arrays.copyOf(kept, (int) larger);
    }
  }

  /** Expands a piece. What comes out counts while it does: a few bytes may stand for gigabytes. */
  private void expand(byte[] bytes, int at, int count) throws Violation {
    Inflater open = inflater;
    if (open == null) {
      open = spares.inflater();
      inflater = open;
    }
    open.setInput(bytes, at, count);
    while (true) {
      reserve(size + 1);
      int more;
      try {
        more = open.inflate(kept, size, kept.length - size);
      } catch (DataFormatException e) {
        throw new Violation(Codes.INVALID_DATA, "a message cannot be inflated");
      }
      check(kept, size, Math.min(more, most - size));
      size += more;
      if (size > most) {
        throw tooBig();
      }
      if (open.finished()) {
        // A block that says it is the last: what comes then is a stream of its own.
        int rest = open.getRemaining();
        open.reset();
        open.setInput(bytes, at + count - rest, rest);
      } else if (more == 0) {
        return;
      }
    }
  }

  private void expanded() {
    Inflater open = inflater;
    if (open != null && deflate != null && !deflate.keepsTheirs()) {
      spares.giveBack(open);
      inflater = null;
    }
  }

  private static Violation tooBig() {
    return new Violation(Codes.TOO_BIG, "a message is too long");
  }
}
