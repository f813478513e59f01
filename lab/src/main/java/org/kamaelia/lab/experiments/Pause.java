package org.kamaelia.lab.experiments;

import java.time.Duration;
import org.kamaelia.axon.Component;
import org.kamaelia.testbed.measure.Frame;

/** Lets frames pass, but for a while. */
final class Pause extends Component<Frame, Frame> {
  private final long from;
  private final long to;

  /** Pauses between two times of its clock. */
  Pause(Duration from, Duration to) {
    this.from = from.toNanos();
    this.to = to.toNanos();
  }

  @Override
  protected void run() {
    for (Frame frame : inbox) {
      long now = clock().nanoTime();
      if (now < from || now >= to) {
        outbox.send(frame);
      }
    }
  }
}
