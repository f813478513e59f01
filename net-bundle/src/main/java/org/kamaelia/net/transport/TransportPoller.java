package org.kamaelia.net.transport;

import org.kamaelia.axon.Loop;
import org.kamaelia.axon.Poller;
import org.osgi.annotation.versioning.ConsumerType;

/** Where a loop waits for what a transport carries. */
@ConsumerType
public interface TransportPoller extends Poller {

  /** The transport of this poller. */
  Transport transport();

  /**
   * The transport of a loop.
   *
   * @throws IllegalStateException if the loop has none
   */
  static Transport transport(Loop loop) {
    if (loop.poller() instanceof TransportPoller poller) {
      return poller.transport();
    }
    throw new IllegalStateException(
        "%s has no transport: begin its system with Transport.axon()".formatted(loop));
  }
}
