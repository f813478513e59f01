package org.kamaelia.net;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** Knows a protocol by the first bytes that a peer sends, where several share a port. */
@ConsumerType
@FunctionalInterface
public interface Sniffer {
  /** The most bytes that are looked at: beyond them {@link Verdict#UNKNOWN} is a no. */
  int MOST = 4096;

  /** What the first bytes say. */
  enum Verdict {
    /** They are of this protocol. */
    SUPPORTED,
    /** They are of another one. */
    UNSUPPORTED,
    /** More are needed. */
    UNKNOWN
  }

  /**
   * Looks at the first bytes. Called on the connection's loop, each time that more have come; must
   * not wait. The protocol gets them all the same.
   *
   * @param first what has come so far, 1 byte or more; read-only, and not to be kept
   */
  Verdict sniff(ByteBuffer first);
}
