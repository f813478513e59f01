package org.kamaelia.benchmarks.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Keeps one message of {@value #BYTES} bytes under way on a WebSocket, and counts those that come
 * back.
 */
final class WebSocketClient implements Load.Client {
  private static final int BYTES = 64;

  /** As a server frames it; a client adds a mask. */
  static final int FRAME = 2 + BYTES;

  static final byte[] HANDSHAKE =
      """
      GET /echo HTTP/1.1
      Host: localhost
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final Load load;
  private final SocketChannel channel;
  private final byte[] message = message();
  private final StringBuilder answer = new StringBuilder();
  private boolean open;
  private int pending;

  /** Connects, and begins. */
  WebSocketClient(Load load) throws IOException {
    this.load = load;
    channel = load.connect();
    load.watch(channel, SelectionKey.OP_READ, this);
    write(HANDSHAKE);
  }

  /** A message in its frame, as a client sends it. */
  static byte[] message() {
    byte[] message = new byte[2 + 4 + BYTES];
    message[0] = (byte) 0x82; // binary, and the whole of it
    message[1] = (byte) (0x80 | BYTES);
    for (int i = 2; i < message.length; i++) {
      message[i] = (byte) i;
    }
    return message;
  }

  private void write(byte[] bytes) throws IOException {
    Wire.writeAll(channel, load.buffer.clear().put(bytes).flip());
  }

  @Override
  public void ready() throws IOException {
    ByteBuffer buffer = load.buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      throw new IOException("the server closed a connection");
    }
    if (!open) {
      answer.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
      if (answer.indexOf("\r\n\r\n") < 0) {
        return;
      }
      if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
        throw new IOException("no WebSocket: " + answer);
      }
      open = true;
      write(message);
      return;
    }
    pending += count;
    if (pending == FRAME) {
      pending = 0;
      load.done++;
      write(message);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
