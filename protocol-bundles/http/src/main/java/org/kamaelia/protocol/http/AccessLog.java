package org.kamaelia.protocol.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Connection;

/** Is told of each answer once it was handed to the connection. Any thread; must not wait. */
@FunctionalInterface
interface AccessLog {
  /** Nobody wants to know. */
  AccessLog NONE = (connection, head, status, bytes, when) -> {};

  /**
   * A request was answered.
   *
   * @param connection whose it was
   * @param head of the request; null if it could not be read
   * @param bytes of content
   */
  void answered(Connection connection, @Nullable Head head, int status, long bytes, Instant when);
}
