package org.kamaelia.websocket.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.websocket.Message;

/** Frames made by hand, right and wrong, and what a reader sees of them. */
final class Wire {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final boolean masks;

  private Wire(boolean masks) {
    this.masks = masks;
  }

  /** What a client sends. */
  static Wire client() {
    return new Wire(true);
  }

  static Wire server() {
    return new Wire(false);
  }

  /** One with the shortest form of length. */
  Wire frame(int first, byte[] payload) {
    int form = payload.length < 126 ? 0 : payload.length < 65536 ? 2 : 8;
    return frame(first, payload, form);
  }

  Wire frame(int first, String payload) {
    return frame(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  /** One whose length is in so many further bytes. */
  Wire frame(int first, byte[] payload, int form) {
    header(first, payload.length, form);
    byte[] key = {0x37, (byte) 0xfa, 0x21, 0x3d};
    if (masks) {
      bytes.writeBytes(key);
    }
    for (int i = 0; i < payload.length; i++) {
      bytes.write(masks ? payload[i] ^ key[i % 4] : payload[i]);
    }
    return this;
  }

  /** The beginning of one. */
  Wire header(int first, long length, int form) {
    int mask = masks ? 0x80 : 0;
    bytes.write(first);
    bytes.write(mask | (form == 0 ? (int) length : form == 2 ? 126 : 127));
    for (int i = form - 1; i >= 0; i--) {
      bytes.write((int) (length >>> (8 * i)));
    }
    return this;
  }

  Wire raw(int... more) {
    for (int next : more) {
      bytes.write(next);
    }
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** What a reader sees, as text, one after the other; what is wrong comes last. */
  static List<String> read(FrameReader reader, byte[] bytes, int... ends) {
    List<String> seen = new ArrayList<>();
    boolean[] over = new boolean[1];
    var taker =
        new FrameReader.Taker() {
          @Override
          public void message(Message whole) {
            seen.add(show(whole));
          }

          @Override
          public void ping(ByteBuffer payload) {
            seen.add("ping " + StandardCharsets.ISO_8859_1.decode(payload.duplicate()));
          }

          @Override
          public void close(int code, String reason) {
            seen.add("close " + code + " " + reason);
            over[0] = true;
          }
        };
    int from = 0;
    try {
      for (int i = 0; i <= ends.length && !over[0]; i++) {
        int to = i < ends.length ? ends[i] : bytes.length;
        ByteBuffer piece = ByteBuffer.allocate(to - from).put(bytes, from, to - from).flip();
        while (!over[0] && reader.read(piece, taker)) {
          // one message at a time
        }
        from = to;
      }
    } catch (Violation e) {
      seen.add(e.code() + " " + e.reason());
    } finally {
      reader.close();
    }
    return seen;
  }

  static String show(Message message) {
    return switch (message) {
      case Message.Text text -> "text " + text.text();
      case Message.Binary binary -> {
        byte[] copy = new byte[binary.bytes().remaining()];
        binary.bytes().get(binary.bytes().position(), copy);
        yield "binary " + new String(copy, StandardCharsets.ISO_8859_1);
      }
      case Message.Close close -> "close " + close.code() + " " + close.reason();
    };
  }
}
