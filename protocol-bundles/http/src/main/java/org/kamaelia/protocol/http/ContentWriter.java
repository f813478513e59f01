package org.kamaelia.protocol.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Device;
import org.kamaelia.http.Field;
import org.kamaelia.net.FileRegion;

/**
 * Frames what a component makes as the content of a response: in chunks, or as it is if its length
 * or its end says where it ends. A component that makes more or less than it said has promised what
 * is not there, and the connection is cut.
 */
final class ContentWriter extends Device<ByteBuffer, ByteBuffer> {
  /** Up to so many bytes are copied, with the size before them, into one message. */
  private static final int SMALL = 4 * 1024;

  private final boolean chunked;
  private final OptionalLong promised;
  private final Supplier<List<Field>> trailers;
  private long written;
  private boolean begun;

  /** Bytes of content so far. */
  long written() {
    return written;
  }

  /** What is to be sent before anything else is looked at. */
  private @Nullable ByteBuffer next;

  /**
   * @param promised how many bytes it is, if that was said
   * @param trailers asked at the end, if it is in chunks
   */
  ContentWriter(boolean chunked, OptionalLong promised, Supplier<List<Field>> trailers) {
    this.chunked = chunked;
    this.promised = promised;
    this.trailers = trailers;
  }

  @Override
  protected void turn() {
    while (hasRoom(outbox)) {
      ByteBuffer message = next;
      if (message != null) {
        next = null;
        outbox.send(message);
        continue;
      }
      message = inbox.poll().orElse(null);
      if (message != null) {
        write(message);
      } else if (inbox.atEnd()) {
        finish();
        return;
      } else {
        return;
      }
    }
  }

  private void write(ByteBuffer message) {
    long count = FileRegion.in(message).map(FileRegion::count).orElse((long) message.remaining());
    if (count == 0) {
      return;
    }
    written += count;
    if (promised.isPresent() && written > promised.getAsLong()) {
      throw new IllegalStateException(
          "content of %d bytes was announced, and there are more".formatted(promised.getAsLong()));
    }
    if (!chunked) {
      outbox.send(message);
      return;
    }
    byte[] size =
        ((begun ? "\r\n" : "") + Long.toHexString(count) + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    begun = true;
    if (message.remaining() == count && count <= SMALL) {
      ByteBuffer whole = ByteBuffer.allocate(size.length + (int) count);
      whole.put(size).put(size.length, message, message.position(), (int) count);
      outbox.send(whole.clear());
    } else {
      outbox.send(ByteBuffer.wrap(size));
      next = message;
    }
  }

  private void finish() {
    if (promised.isPresent() && written < promised.getAsLong()) {
      throw new IllegalStateException(
          "content of %d bytes was announced, and there are only %d"
              .formatted(promised.getAsLong(), written));
    }
    if (chunked) {
      StringBuilder last = new StringBuilder(begun ? "\r\n0\r\n" : "0\r\n");
      for (Field field : trailers.get()) {
        last.append(field.name()).append(": ").append(field.value()).append("\r\n");
      }
      byte[] bytes = last.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
      outbox.send(ByteBuffer.wrap(bytes));
    }
    end();
  }
}
