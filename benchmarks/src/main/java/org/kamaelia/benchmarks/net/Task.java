package org.kamaelia.benchmarks.net;

/** What a server is to do. */
enum Task {
  /** Sends back what comes. */
  ECHO,

  /** Reads what comes, and does nothing with it. */
  SINK,

  /** As {@link #ECHO}, over TLS. */
  TLS,

  /** Answers requests of HTTP/1.1. */
  HTTP,

  /** Sends back the messages that come over WebSocket. */
  WEBSOCKET
}
