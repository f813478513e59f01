package org.kamaelia.testbed.media;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Component;

/**
 * Serves a {@link SegmentPlayer}: four bytes ask for so many, which are all zero. Requests are
 * answered one after another, until there are no more.
 */
public final class SegmentServer extends Component<ByteBuffer, ByteBuffer> {
  private static final ByteBuffer CHUNK = ByteBuffer.allocate(16 << 10).asReadOnlyBuffer();

  /** Makes one, for one connection. */
  public SegmentServer() {}

  @Override
  protected void run() {
    ByteBuffer request = ByteBuffer.allocate(Integer.BYTES);
    for (ByteBuffer bytes : inbox) {
      while (bytes.hasRemaining()) {
        request.put(bytes.get());
        if (!request.hasRemaining()) {
          answer(request.flip().getInt());
          request.clear();
        }
      }
    }
  }

  private void answer(int wanted) {
    for (int left = wanted; left > 0; left -= CHUNK.capacity()) {
      outbox.send(CHUNK.duplicate().limit(Math.min(left, CHUNK.capacity())));
    }
  }
}
