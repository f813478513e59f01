package org.kamaelia.net;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Watches connections: what their protocols get and send, see {@link Server#tap(String, Tap)}.
 *
 * <p>Threading: called on each connection's loop, which stands still meanwhile. So it must not wait
 * for anything: what takes time, such as writing to a file, is for another thread. One that fails
 * is logged, and hears no more of that connection.
 */
@ConsumerType
@FunctionalInterface
public interface Tap {

  /** Hears what has happened. */
  void hear(Tapped event);
}
