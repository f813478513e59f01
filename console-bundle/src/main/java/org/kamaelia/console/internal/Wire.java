package org.kamaelia.console.internal;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket, in frames: a byte that is the type, four that are the payload's length, most
 * significant first, and the payload.
 *
 * <p>Threading: one thread reads; any may write or close.
 */
final class Wire implements Closeable {
  /** The longest payload, in bytes. */
  static final int LIMIT = 1 << 20;

  /** How many single bytes of output are gathered before they are sent unasked. */
  private static final int GATHERED = 8192;

  /** A message. */
  @SuppressWarnings("ArrayRecordComponent") // no one compares frames
  record Frame(char type, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  private final SocketChannel channel;
  private final DataInputStream in;

  Wire(SocketChannel channel) {
    this.channel = channel;
    this.in = new DataInputStream(Channels.newInputStream(channel));
  }

  /**
   * Waits for the next frame.
   *
   * @return the frame, null at the end
   * @throws IOException if the other side breaks the framing, or the connection does
   */
  @Nullable Frame read() throws IOException {
    int type = in.read();
    if (type < 0) {
      return null;
    }
    try {
      int length = in.readInt();
      if (length < 0 || length > LIMIT) {
        throw new IOException("a frame of %s bytes, %s at most".formatted(length, LIMIT));
      }
      byte[] payload = new byte[length];
      in.readFully(payload);
      return new Frame((char) type, payload);
    } catch (EOFException e) {
      throw new IOException("the end within a frame", e);
    }
  }

  /**
   * Sends a frame; waits while the other side does not read. Whoever is interrupted meanwhile has
   * sent it all the same, and is still interrupted.
   */
  synchronized void write(char type, byte[] payload, int offset, int length) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(5 + length);
    frame.put((byte) type).putInt(length).put(payload, offset, length).flip();
    // by another thread: an interrupt, Ctrl-C that is, closes the channel that its thread writes to
    CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (frame.hasRemaining()) {
                  channel.write(frame);
                }
                sent.complete(null);
              } catch (IOException e) {
                sent.completeExceptionally(e);
              }
            });
    try {
      sent.join();
    } catch (CompletionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** What is written there goes out in frames of that type; single bytes when it is flushed. */
  OutputStream output(char type) {
    return new OutputStream() {
      private final byte[] gathered = new byte[GATHERED];
      private int length;

      @Override
      public synchronized void write(int one) throws IOException {
        if (length == GATHERED) {
          flush();
        }
        gathered[length++] = (byte) one;
      }

      @Override
      public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
        flush();
        for (int at = 0; at < count; at += LIMIT) {
          Wire.this.write(type, bytes, offset + at, Math.min(LIMIT, count - at));
        }
      }

      @Override
      public synchronized void flush() throws IOException {
        if (length > 0) {
          int sent = length;
          length = 0;
          Wire.this.write(type, gathered, 0, sent);
        }
      }
    };
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
