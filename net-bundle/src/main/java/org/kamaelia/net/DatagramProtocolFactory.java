package org.kamaelia.net;

import java.net.InetSocketAddress;
import org.kamaelia.axon.Component;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes the components that speak a protocol over datagrams, one for a whole socket and all its
 * peers. Register it as a {@link ProtocolFactory} is, with a {@link Protocol} annotation:
 *
 * {@snippet :
 * @Component
 * @Protocol(name = "echo", datagrams = true)
 * public final class EchoFactory implements DatagramProtocolFactory {
 *   public Component<Datagram, Datagram> create(String listener, InetSocketAddress local) {
 *     return Component.of("echo", (in, out) -> in.forEach(out::send));
 *   }
 * }
 * }
 *
 * <p>A class that implements both serves streams as a {@link ProtocolFactory}, and datagrams as
 * this.
 */
@ConsumerType
@FunctionalInterface
public interface DatagramProtocolFactory {

  /**
   * Makes the component for a socket, without starting it, when the first datagram comes. What
   * anybody sends there arrives in its inbox, and what it sends from its outbox goes to the peer
   * named there. What comes while its inbox is full is lost; an inbox without a limit of its own
   * holds 64. Payloads belong to whoever received them last.
   *
   * <p>A listener has a socket for each loop where the system spreads peers over sockets: then
   * there are several of these components, each with peers of its own. One whose body ends is
   * followed by another with the next datagram, after a while if it failed; and when another
   * version of the protocol comes, it is told to finish and the next datagram is that one's.
   *
   * <p>Called on the socket's loop; an exception is as a failure of the component.
   *
   * @param listener the name of the listener
   * @param local where the socket receives
   */
  Component<Datagram, Datagram> create(String listener, InetSocketAddress local);
}
