package org.kamaelia.protocol.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Connection;

/** Is told of each answer once it was handed to the connection. Any thread; must not wait. */
@FunctionalInterface
interface AccessLog {
  /** Nobody wants to know. */
  AccessLog NONE = answered -> {};

  /**
   * An answer.
   *
   * @param connection whose it was
   * @param head of the request; null if it could not be read
   * @param bytes of content
   */
  record Answered(
      Connection connection, @Nullable Head head, int status, long bytes, Instant when) {}

  /** A request was answered. */
  void add(Answered answered);
}
