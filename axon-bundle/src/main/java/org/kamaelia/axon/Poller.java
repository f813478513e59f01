package org.kamaelia.axon;

import java.io.IOException;

/**
 * Where a {@link Loop} with nothing to run waits. A transport supplies one that waits for its
 * sockets and dispatches what is ready, so that a socket's components run on the thread that read
 * the socket.
 */
public interface Poller extends AutoCloseable {

  /** One that has nothing to tell and parks the loop's thread: what a loop has by default. */
  static Poller parking() {
    return new ParkPoller();
  }

  /**
   * Dispatches what is ready. Called on the loop only.
   *
   * @param nanos how long to wait for something to become ready, or for {@link #wakeup}, in
   *     nanoseconds; 0 does not wait, {@link Long#MAX_VALUE} waits without limit
   * @throws IOException if the system refuses to wait; the loop logs it and goes on
   */
  void poll(long nanos) throws IOException;

  /** Ends the wait in progress, or the next one if there is none. Any thread. */
  void wakeup();

  /** Releases what the poller holds. Called on the loop, last. */
  @Override
  void close() throws IOException;
}
