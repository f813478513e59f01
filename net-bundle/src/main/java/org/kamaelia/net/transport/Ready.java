package org.kamaelia.net.transport;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears what has become ready. Called on the loop, between turns. */
@ConsumerType
@FunctionalInterface
public interface Ready {
  /**
   * A read or an accept finds something; or a write finds room, if that was waited for.
   *
   * @param readable to read, or to accept
   * @param writable to write, or the end of connecting
   */
  void ready(boolean readable, boolean writable);
}
