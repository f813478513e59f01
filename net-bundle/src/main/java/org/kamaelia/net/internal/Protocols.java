package org.kamaelia.net.internal;

import java.util.Optional;
import org.kamaelia.net.VersionRange;

/** The registered protocols, as connections see them. Any thread. */
interface Protocols {
  /** The version of a protocol that new connections get, of those in a range, if there is any. */
  Optional<ProtocolEntry> best(String name, VersionRange versions);

  /** Whether new connections may get it: it is not held back, replaced or taken away. */
  boolean offers(ProtocolEntry entry);
}
