package org.kamaelia.net.transport;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;
import org.osgi.annotation.versioning.ConsumerType;

/** An open port. */
@ConsumerType
public interface Port extends AutoCloseable {
  /** Where it really listens. Any thread. */
  SocketAddress address();

  /** Begins to tell when connections wait. On the loop, once. */
  void attach(Loop loop, Ready ready) throws IOException;

  /** Whether connections that wait are told of; at first they are. On the loop. */
  void interest(boolean accept);

  /**
   * Takes a connection that waits. On the loop.
   *
   * @return null if none waits
   * @throws java.nio.channels.ClosedChannelException if this port is closed
   * @throws IOException if the system cannot hand it over, for want of descriptors say
   */
  @Nullable Stream accept() throws IOException;

  /**
   * Closes the port: from now on peers are refused, those that wait are cut, and the address is
   * free when this returns, be the loop held up or not. The file of a Unix-domain port is removed.
   * Any thread; without effect the second time.
   */
  @Override
  void close();
}
