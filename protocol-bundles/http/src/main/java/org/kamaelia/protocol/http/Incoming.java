package org.kamaelia.protocol.http;

import java.nio.ByteBuffer;

/** What the client sends, as far as it has come. */
interface Incoming {

  /** What is here and was not taken: on the heap, moved on by whoever takes. */
  ByteBuffer here();

  /**
   * Waits until more is {@link #here}, once all of that was taken.
   *
   * @param deadline the time of the clock by which it has to come
   * @return false if the client has ended its side
   * @throws org.kamaelia.http.HttpException with status 408 if it does not come in time
   */
  boolean more(long deadline);

  /** The time of the clock. */
  long nanoTime();
}
