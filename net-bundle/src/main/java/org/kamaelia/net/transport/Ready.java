package org.kamaelia.net.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what is ready. Called on the loop, between turns: again and again, as often as the loop
 * looks, while something is ready and of interest; so who leaves something may wait for the next
 * call. It may read, write, and close anything of the loop's, the caller included: what is closed
 * or no longer of interest when its turn comes is not told.
 */
@ConsumerType
@FunctionalInterface
public interface Ready {
  /**
   * A read or an accept finds something, be it the end or a failure; or a write finds room, if that
   * is of interest, or a failure.
   *
   * @param readable to read, or to accept
   * @param writable to write, or the end of connecting
   */
  void ready(boolean readable, boolean writable);
}
