package org.kamaelia.net;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.kamaelia.axon.Component;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes the components that speak a protocol, one for each connection. Register it as an OSGi
 * service with a {@link Protocol} annotation, and the server binds it to listeners while running.
 *
 * {@snippet :
 * @Component
 * @Protocol(name = "echo", port = 7)
 * public final class EchoFactory implements ProtocolFactory {
 *   public Echo create(Connection connection) {
 *     return new Echo();
 *   }
 * }
 * }
 */
@ConsumerType
@FunctionalInterface
public interface ProtocolFactory {

  /**
   * Makes the component for a new connection, without starting it. What the peer sends arrives in
   * its inbox; what it sends from its outbox goes to the peer; when its body ends, the connection
   * is closed after the last byte. The component may keep or change the buffers it receives, and
   * must leave alone those it has sent, bytes, position and limit: others may have them as well. A
   * {@link FileRegion} is part of a file in the place of a buffer.
   *
   * <p>Called on the connection's loop; an exception closes that connection and touches no other.
   *
   * @param connection the connection it will serve
   */
  Component<ByteBuffer, ByteBuffer> create(Connection connection);

  /**
   * What knows the protocol by its first bytes, so that it may share a port with others; nothing if
   * that cannot be known, as where the server speaks first.
   */
  default Optional<Sniffer> sniffer() {
    return Optional.empty();
  }

  /**
   * Whether another version of the protocol may go on with a connection that rests, so that a swap
   * ends none: the component keeps nothing of what has come that it has not answered, not a part of
   * a message either, and one that begins does so in silence. When it is replaced it is told to
   * finish as at the end of a connection, and what the peer sends from then on is for a component
   * of the other version, if that says the same. Without this, connections end when they rest, and
   * their peers come anew. Asked once, at registration.
   */
  default boolean handsOver() {
    return false;
  }
}
