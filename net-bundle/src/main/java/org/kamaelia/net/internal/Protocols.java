package org.kamaelia.net.internal;

import java.util.Optional;

/** The registered protocols, as connections see them. Any thread. */
interface Protocols {
  /** The version of a protocol that new connections get, if there is any. */
  Optional<ProtocolEntry> best(String name);

  /** Whether it has not been taken away. */
  boolean has(ProtocolEntry entry);
}
