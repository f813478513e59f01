package org.kamaelia.websocket.internal;

/** Which end of the connection it is: a client masks what it sends, a server must not. */
public enum Side {
  /** The one that has connected. */
  CLIENT,
  /** The one that was connected to. */
  SERVER
}
