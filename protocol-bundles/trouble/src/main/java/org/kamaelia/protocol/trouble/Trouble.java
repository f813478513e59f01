package org.kamaelia.protocol.trouble;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.kamaelia.axon.Component;

/**
 * Makes the trouble that each message names: {@code throw} fails, {@code overflow} exhausts its
 * stack, {@code spin} never gives its turn back, {@code die} throws what a JVM throws when memory
 * ends. What it does not know it sends back, so that one can see that it works.
 */
public final class Trouble extends Component<ByteBuffer, ByteBuffer> {

  @Override
  protected void run() {
    for (ByteBuffer bytes : inbox) {
      switch (StandardCharsets.US_ASCII.decode(bytes.duplicate()).toString().strip()) {
        case "throw" -> throw new IllegalStateException("trouble was asked for");
        case "overflow" -> overflow(0);
        case "spin" -> spin();
        case "die" -> throw new OutOfMemoryError("trouble was asked for; memory is fine");
        default -> outbox.send(bytes);
      }
    }
  }

  @SuppressWarnings("InfiniteRecursion") // that is the trouble
  private static int overflow(int depth) {
    return overflow(depth + 1) + 1;
  }

  private static void spin() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }
}
