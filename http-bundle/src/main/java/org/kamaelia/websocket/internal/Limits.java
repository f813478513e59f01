package org.kamaelia.websocket.internal;

import java.time.Duration;

/**
 * What a WebSocket puts up with.
 *
 * @param message the most bytes that a message may have, when it is inflated; text counts as UTF-8
 * @param ping how long a peer may be silent until it is asked whether it is there; zero for ever
 * @param pong how long it may take to answer that
 * @param close how long it may take to answer a close, and the component to end after one
 */
public record Limits(int message, Duration ping, Duration pong, Duration close) {
  /** A mebibyte, a ping after half a minute, ten seconds for the answer, five for a close. */
  public static final Limits STANDARD =
      new Limits(1 << 20, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5));
}
