package org.kamaelia.testbed.plan.planted;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.kamaelia.axon.Component;

/** Asks a question each second, and again if no answer comes in time. Each try has a number. */
public final class Asker extends Component<ByteBuffer, ByteBuffer> {
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final boolean right;
  private final Duration first;
  private int number;

  /** When the last answer came, on its host's clock. */
  long answered;

  /** Is as impatient the tenth time as the first, unless it is to do right. */
  Asker(boolean right, Duration first) {
    this.right = right;
    this.first = first;
  }

  @Override
  protected void run() {
    clock().sleep(first);
    while (true) {
      ask();
      answered = clock().nanoTime();
      clock().sleep(Duration.ofSeconds(1));
    }
  }

  private void ask() {
    int question = number;
    Duration patience = PATIENCE;
    while (true) {
      number++;
      outbox.send(ByteBuffer.allocate(4).putInt(0, number));
      int oldest = right ? question + 1 : number;
      if (isAnswered(oldest, patience)) {
        return;
      }
      if (right) {
        patience = patience.plus(patience).plusMillis(random().nextInt(100));
      }
    }
  }

  /** Whether an answer comes in time to one of the latest tries. */
  private boolean isAnswered(int oldest, Duration patience) {
    long end = clock().nanoTime() + patience.toNanos();
    while (true) {
      Optional<ByteBuffer> answer =
          inbox.receive(Duration.ofNanos(Math.max(0, end - clock().nanoTime())));
      if (answer.isEmpty()) {
        return false;
      }
      if (answer.get().getInt(0) >= oldest) {
        return true;
      }
    }
  }
}
