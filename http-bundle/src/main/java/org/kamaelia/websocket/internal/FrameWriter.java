package org.kamaelia.websocket.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.kamaelia.websocket.Message;

/** Writes frames (RFC 6455, 5): each message is one, compressed if that pays off (RFC 7692). */
final class FrameWriter {
  /** The longest header. */
  private static final int HEADER = 14;

  /** Payload that is sent from where it is, behind a header of its own, from so many bytes on. */
  private static final int LARGE = 4096;

  /** What is shorter is not compressed: little would be gained. */
  private static final int WORTHWHILE = 64;

  /** What a flush has at its end, and a receiver adds again (RFC 7692, 7.2.1). */
  private static final int TAIL = 4;

  private final Side side;
  private final IntSupplier keys;
  private final @Nullable Deflate deflate;
  private final Spares spares;
  private @Nullable Deflater deflater;

  /** The payload that goes after what was written. */
  private @Nullable ByteBuffer rest;

  /**
   * @param keys of masks, for a client
   * @param deflate what was agreed on; null if nothing may be compressed
   */
  FrameWriter(Side side, IntSupplier keys, @Nullable Deflate deflate, Spares spares) {
    this.side = side;
    this.keys = keys;
    this.deflate = deflate;
    this.spares = spares;
  }

  /** A message as a frame; what is left of it is the {@link #rest}. */
  ByteBuffer write(Message message) {
    return switch (message) {
      case Message.Text text -> {
        byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
        yield data(Opcodes.TEXT, ByteBuffer.wrap(bytes));
      }
      case Message.Binary binary -> data(Opcodes.BINARY, binary.bytes());
      case Message.Close close -> close(close.code(), close.reason());
    };
  }

  /** The payload that goes after what was written last; asked for once. */
  @Nullable ByteBuffer rest() {
    ByteBuffer payload = rest;
    rest = null;
    return payload;
  }

  /** A close. */
  ByteBuffer close(int code, String reason) {
    if (code == Codes.NONE) {
      return control(Opcodes.CLOSE, ByteBuffer.allocate(0));
    }
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer payload = ByteBuffer.allocate(Short.BYTES + bytes.length);
    return control(Opcodes.CLOSE, payload.putShort((short) code).put(bytes).flip());
  }

  /** A ping, or a pong. */
  ByteBuffer control(int opcode, ByteBuffer payload) {
    return whole(Opcodes.FIN | opcode, payload);
  }

  /** Lets go of what it holds. */
  void close() {
    if (deflater != null) {
      spares.giveBack(deflater);
      deflater = null;
    }
  }

  private ByteBuffer data(int opcode, ByteBuffer payload) {
    int first = Opcodes.FIN | opcode;
    if (deflate != null && payload.remaining() >= WORTHWHILE) {
      ByteBuffer frame = compressed(first, payload, deflate);
      if (frame != null) {
        return frame;
      }
    }
    if (side == Side.CLIENT || payload.remaining() < LARGE) {
      return whole(first, payload);
    }
    rest = payload;
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    return header(header, first, payload.remaining()).flip();
  }

  private ByteBuffer whole(int first, ByteBuffer payload) {
    int length = payload.remaining();
    byte[] bytes = new byte[headerLength(length) + length];
    ByteBuffer frame = header(ByteBuffer.wrap(bytes), first, length);
    frame.put(frame.position(), payload, payload.position(), length);
    mask(bytes, frame.position(), bytes.length);
    return frame.rewind();
  }

  /** Null if it would be no shorter, and nothing later builds on it. */
  private @Nullable ByteBuffer compressed(int first, ByteBuffer payload, Deflate agreed) {
    Deflater open = deflater;
    if (open == null) {
      open = spares.deflater();
    }
    int length = payload.remaining();
    byte[] out = new byte[HEADER + Math.max(WORTHWHILE, length / 2)];
    int size = HEADER;
    open.setInput(payload.duplicate());
    while (true) {
      size += open.deflate(out, size, out.length - size, Deflater.SYNC_FLUSH);
      if (size < out.length) {
        break; // zlib has said all: else it would have filled the room
      }
      out = Arrays.copyOf(out, out.length * 2);
    }
    size -= TAIL;
    if (agreed.keepsOurs()) {
      deflater = open;
    } else {
      spares.giveBack(open);
      if (size - HEADER >= length) {
        return null;
      }
    }
    int count = size - HEADER;
    int start = HEADER - headerLength(count);
    ByteBuffer frame = ByteBuffer.wrap(out, start, size - start);
    header(frame, first | Opcodes.RSV1, count);
    mask(out, HEADER, size);
    return frame.position(start);
  }

  private int headerLength(int length) {
    int sized = length <= Opcodes.SHORT ? 0 : length < 1 << 16 ? Short.BYTES : Long.BYTES;
    return 2 + sized + (side == Side.CLIENT ? Integer.BYTES : 0);
  }

  /** Puts a header; a client's has room for the key, which {@link #mask} puts there. */
  private ByteBuffer header(ByteBuffer to, int first, int length) {
    int masked = side == Side.CLIENT ? Opcodes.MASKED : 0;
    to.put((byte) first);
    if (length <= Opcodes.SHORT) {
      to.put((byte) (masked | length));
    } else if (length < 1 << 16) {
      to.put((byte) (masked | Opcodes.LENGTH_16)).putShort((short) length);
    } else {
      to.put((byte) (masked | Opcodes.LENGTH_64)).putLong(length);
    }
    return masked == 0 ? to : to.putInt(0);
  }

  private void mask(byte[] frame, int from, int to) {
    if (side == Side.CLIENT) {
      int key = keys.getAsInt();
      ByteBuffer.wrap(frame).putInt(from - Integer.BYTES, key);
      Masking.apply(frame, from, to, key, 0);
    }
  }
}
