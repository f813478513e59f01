package org.kamaelia.websocket.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.kamaelia.websocket.Message;

/**
 * Reads frames, in whatever pieces they come (RFC 6455, 5). What is wrong is known at the first
 * byte of which that can be said.
 */
final class FrameReader {
  /** The least length that needs eight bytes. */
  private static final int WIDE = 1 << 16;

  private final Side side;
  private final MessageReader messages;

  private Stage stage = Stage.FIRST;
  private int opcode;
  private boolean last;
  private long length;

  /** The length has eight bytes, and not two. */
  private boolean wide;

  private int key;

  /** Bytes of the present stage that are still to come. */
  private long left;

  /** The payload of a control frame, as far as it is here. */
  private byte @Nullable [] control;

  private enum Stage {
    FIRST,
    SECOND,
    LENGTH,
    KEY,
    PAYLOAD
  }

  /** Who takes what has come whole. */
  interface Taker {
    /** A message, after which {@link #read} returns. */
    void message(Message whole);

    /** A ping, and what has to be in the answer. */
    void ping(ByteBuffer payload);

    /**
     * A close, after which nothing may be read.
     *
     * @param code {@link Codes#NONE} if it has none
     */
    void close(int code, String reason);
  }

  /**
   * @param side who reads
   * @param deflate what was agreed on; null if nothing may be compressed
   * @param most the most bytes of a message
   */
  FrameReader(Side side, @Nullable Deflate deflate, Spares spares, int most) {
    this.side = side;
    messages = new MessageReader(deflate, spares, most);
  }

  /**
   * Reads until a message or a close is whole, or no byte is left.
   *
   * @param in writable and on the heap; its bytes are changed, and perhaps kept as a message
   * @return whether there may be more to read in it
   * @throws Violation if the WebSocket fails; nothing may be read after that
   */
  boolean read(ByteBuffer in, Taker taker) throws Violation {
    while (true) {
      while (stage != Stage.PAYLOAD) {
        if (!in.hasRemaining()) {
          return false;
        }
        header(in.get() & 0xFF);
      }
      if (left > 0 && !in.hasRemaining()) {
        return false;
      }
      int at = in.arrayOffset() + in.position();
      int count = (int) Math.min(left, in.remaining());
      if (side == Side.SERVER) {
        Masking.apply(in.array(), at, at + count, key, length - left);
      }
      in.position(in.position() + count);
      left -= count;
      if (Opcodes.isControl(opcode)) {
        if (control(in.array(), at, count, taker)) {
          return true;
        }
      } else {
        Message whole = messages.take(in.array(), at, count, left == 0 && last);
        if (left == 0) {
          stage = Stage.FIRST;
        }
        if (whole != null) {
          taker.message(whole);
          return in.hasRemaining();
        }
      }
    }
  }

  /** Lets go of what it holds. */
  void close() {
    messages.close();
  }

  private void header(int next) throws Violation {
    switch (stage) {
      case FIRST -> first(next);
      case SECOND -> second(next);
      case LENGTH -> {
        if (left == Long.BYTES && next > 0x7F) {
          throw Violation.protocol("a length of 64 bits has its highest bit set");
        }
        length = length << Byte.SIZE | next;
        if (--left == 0) {
          lengthIsKnown();
        }
      }
      case KEY -> {
        key = key << Byte.SIZE | next;
        if (--left == 0) {
          beginPayload();
        }
      }
      case PAYLOAD -> throw new AssertionError("no part of the header");
    }
  }

  private void first(int next) throws Violation {
    opcode = next & 0xF;
    last = (next & Opcodes.FIN) != 0;
    boolean marked = (next & Opcodes.RSV1) != 0;
    if ((next & Opcodes.RSV2_AND_3) != 0) {
      throw Violation.protocol("a reserved bit is set");
    }
    switch (opcode) {
      case Opcodes.TEXT, Opcodes.BINARY -> messages.begin(opcode == Opcodes.TEXT, marked);
      case Opcodes.CONTINUATION -> {
        messages.goOn();
        if (marked) {
          throw Violation.protocol("a reserved bit is set in a continuation");
        }
      }
      case Opcodes.CLOSE, Opcodes.PING, Opcodes.PONG -> {
        if (marked) {
          throw Violation.protocol("a reserved bit is set in a control frame");
        }
        if (!last) {
          throw Violation.protocol("a control frame is fragmented");
        }
      }
      default -> throw Violation.protocol("the opcode %d is reserved".formatted(opcode));
    }
    stage = Stage.SECOND;
  }

  private void second(int next) throws Violation {
    boolean masked = (next & Opcodes.MASKED) != 0;
    if (masked != (side == Side.SERVER)) {
      throw Violation.protocol(
          masked ? "a frame of the server is masked" : "a frame of the client is not masked");
    }
    int size = next & 0x7F;
    if (Opcodes.isControl(opcode) && size > Opcodes.SHORT) {
      throw Violation.protocol("a control frame is longer than 125 bytes");
    }
    if (size <= Opcodes.SHORT) {
      length = size;
      lengthIsKnown();
    } else {
      length = 0;
      wide = size == Opcodes.LENGTH_64;
      left = wide ? Long.BYTES : Short.BYTES;
      stage = Stage.LENGTH;
    }
  }

  private void lengthIsKnown() throws Violation {
    if (stage == Stage.LENGTH) {
      checkForm();
    }
    if (!Opcodes.isControl(opcode)) {
      messages.announce(length);
    }
    if (side == Side.SERVER) {
      key = 0;
      left = Integer.BYTES;
      stage = Stage.KEY;
    } else {
      beginPayload();
    }
  }

  /** The shortest form is the only one (RFC 6455, 5.2). */
  private void checkForm() throws Violation {
    if (length <= Opcodes.SHORT || (wide && length < WIDE)) {
      throw Violation.protocol("a length is not in its shortest form");
    }
  }

  private void beginPayload() {
    left = length;
    stage = Stage.PAYLOAD;
  }

  /** Takes a part of a control frame; true after a close. */
  private boolean control(byte[] bytes, int at, int count, Taker taker) throws Violation {
    byte[] payload = control;
    if (payload == null) {
      payload = new byte[(int) length];
      control = payload;
    }
    System.arraycopy(bytes, at, payload, (int) (length - left) - count, count);
    if (left > 0) {
      return false;
    }
    stage = Stage.FIRST;
    control = null;
    switch (opcode) {
      case Opcodes.PING -> taker.ping(ByteBuffer.wrap(payload));
      case Opcodes.CLOSE -> {
        close(payload, taker);
        return true;
      }
      default -> {} // a pong says that the peer is there, as all that comes does
    }
    return false;
  }

  private static void close(byte[] payload, Taker taker) throws Violation {
    if (payload.length == 0) {
      taker.close(Codes.NONE, "");
      return;
    }
    if (payload.length == 1) {
      throw Violation.protocol("a close has half a code");
    }
    int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    if (!Message.Close.isCode(code)) {
      throw Violation.protocol("a close has the code %d".formatted(code));
    }
    Utf8 check = new Utf8();
    if (!check.take(payload, Short.BYTES, payload.length) || !check.isWhole()) {
      throw new Violation(Codes.INVALID_DATA, "a close has a reason that is no UTF-8");
    }
    taker.close(
        code,
        new String(payload, Short.BYTES, payload.length - Short.BYTES, StandardCharsets.UTF_8));
  }
}
