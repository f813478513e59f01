package org.kamaelia.websocket;

/** Whether, and how, messages are compressed (RFC 7692). */
public enum Compression {
  /** They are not. */
  NONE,

  /** Each by itself: a WebSocket that is silent holds nothing for that. */
  EACH_MESSAGE,

  /**
   * Each by what was in those before it: that makes them smaller, and costs some 300 KB a WebSocket
   * once it has sent and received.
   */
  ACROSS_MESSAGES
}
