package org.kamaelia.websocket;

import java.util.List;
import org.kamaelia.axon.Component;
import org.kamaelia.http.Request;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes the components that speak a message protocol, one for each WebSocket. Register it as an
 * OSGi service with an {@link org.kamaelia.http.HttpResource} annotation.
 *
 * {@snippet :
 * @Component
 * @HttpResource(path = "/echo")
 * public final class EchoFactory implements WebSocketFactory {
 *   public Component<Message, Message> create(Request handshake) {
 *     return Component.of("echo", (in, out) -> in.forEach(out::send));
 *   }
 * }
 * }
 */
@ConsumerType
@FunctionalInterface
public interface WebSocketFactory {

  /**
   * Makes the component for a new WebSocket, without starting it. What the peer sends arrives in
   * its inbox; what it sends from its outbox goes to the peer; when its body ends, the WebSocket is
   * closed with code 1000 after the last message.
   *
   * <p>Called on the connection's loop; an {@link org.kamaelia.http.HttpException} is answered as
   * it says, any other exception with status 500.
   *
   * @param handshake the request with which the client asked for it
   */
  Component<Message, Message> create(Request handshake);

  /**
   * The same for one of the {@link #subprotocols}, if one was agreed on.
   *
   * @param subprotocol one of them that the client knows as well
   */
  default Component<Message, Message> create(Request handshake, String subprotocol) {
    return create(handshake);
  }

  /** The subprotocols that it speaks (RFC 6455, 1.9), the one that it prefers first. */
  default List<String> subprotocols() {
    return List.of();
  }

  /**
   * Whether pages from this origin may connect (RFC 6455, 10.2); asked only for clients that say
   * one, as browsers do. If it does not say, those of the host itself, see {@link
   * Request#isOwnOrigin}.
   *
   * @param origin such as {@code https://example.org}
   */
  default boolean accepts(String origin, Request handshake) {
    return handshake.isOwnOrigin(origin);
  }
}
