package org.kamaelia.net.internal;

import org.kamaelia.net.Connection;
import org.kamaelia.net.ConnectionInfo;

/** A peer that a protocol serves: what the books keep. Any thread. */
sealed interface Conversation extends Connection permits StreamConnection, DatagramPeer {

  /** The listener through which the peer came. */
  Listener through();

  /** What serves it. */
  ProtocolEntry protocol();

  /** Figures as they are about now. */
  ConnectionInfo info();

  /** Takes the listener's limits anew. */
  void limitsChanged();

  /** Gives its place back. */
  void leave();

  /** Tells the protocol to finish, and stops it if it takes too long. */
  void finish(String reason);
}
