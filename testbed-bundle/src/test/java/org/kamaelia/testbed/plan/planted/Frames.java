package org.kamaelia.testbed.plan.planted;

import java.nio.ByteBuffer;
import org.kamaelia.axon.Component;

/** Says back frames, each of a length in two bytes and so many bytes. */
public final class Frames extends Component<ByteBuffer, ByteBuffer> {
  private final boolean right;
  private ByteBuffer rest = ByteBuffer.allocate(0);

  /** Takes a length for something that is never in two messages, unless it is to do right. */
  public Frames(boolean right) {
    this.right = right;
  }

  @Override
  protected void run() {
    for (ByteBuffer bytes : inbox) {
      rest = joined(rest, bytes);
      while (rest.remaining() >= 2
          && rest.remaining() >= 2 + rest.getShort(rest.position())
          && rest.getShort(rest.position()) >= 0) {
        int length = 2 + rest.getShort(rest.position());
        outbox.send(rest.slice(rest.position(), length));
        rest.position(rest.position() + length);
      }
      if (!right && rest.remaining() < 2) {
        rest = ByteBuffer.allocate(0); // whatever is that?
      }
    }
  }

  private static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
    return ByteBuffer.allocate(first.remaining() + second.remaining())
        .put(first)
        .put(second)
        .flip();
  }
}
