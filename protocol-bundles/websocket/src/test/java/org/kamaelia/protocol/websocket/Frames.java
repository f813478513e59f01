package org.kamaelia.protocol.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as a client sends them, and as a server does. */
final class Frames {
  static final int TEXT = 0x81;
  static final int BINARY = 0x82;
  static final int CLOSE = 0x88;
  static final int PING = 0x89;
  static final int PONG = 0x8A;

  private Frames() {}

  static byte[] client(int first, String payload) {
    return client(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] client(int first, byte[] payload) {
    return frame(first, payload, new byte[] {0x11, (byte) 0xA2, 0x33, 0x44});
  }

  static byte[] server(int first, String payload) {
    return server(first, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] server(int first, byte[] payload) {
    return frame(first, payload, new byte[0]);
  }

  /** The payload of a close. */
  static byte[] code(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
  }

  static byte[] all(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] frame(int first, byte[] payload, byte[] key) {
    int mask = key.length == 0 ? 0 : 0x80;
    var bytes = new ByteArrayOutputStream();
    bytes.write(first);
    if (payload.length < 126) {
      bytes.write(mask | payload.length);
    } else if (payload.length < 65536) {
      bytes.write(mask | 126);
      bytes.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      bytes.write(mask | 127);
      bytes.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    bytes.writeBytes(key);
    for (int i = 0; i < payload.length; i++) {
      bytes.write(key.length == 0 ? payload[i] : payload[i] ^ key[i % 4]);
    }
    return bytes.toByteArray();
  }
}
