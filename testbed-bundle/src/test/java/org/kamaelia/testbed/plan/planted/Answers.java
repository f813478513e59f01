package org.kamaelia.testbed.plan.planted;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.kamaelia.axon.Component;

/** Says back what it gets, after some work on it. */
public final class Answers extends Component<ByteBuffer, ByteBuffer> {
  private final boolean right;
  private final Duration work;

  /** Takes the peer's end for its absence, unless it is to do right. */
  public Answers(boolean right, Duration work) {
    this.right = right;
    this.work = work;
  }

  @Override
  protected void run() {
    while (true) {
      ByteBuffer bytes = inbox.receive();
      if (work.isPositive()) {
        clock().sleep(work);
      }
      if (!right && inbox.atEnd()) {
        return; // nobody is there any more
      }
      outbox.send(bytes);
    }
  }
}
