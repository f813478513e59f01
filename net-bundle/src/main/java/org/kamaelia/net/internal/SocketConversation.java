package org.kamaelia.net.internal;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.net.Datagram;

/** All peers of a listener's socket, served by one component. */
final class SocketConversation extends DatagramConversation<Datagram> {
  private static final InetSocketAddress ANYBODY = new InetSocketAddress(0);

  SocketConversation(
      long id, Listener listener, ProtocolEntry protocol, DatagramPort port, Group group) {
    super(id, listener, port, group);
    protocol(protocol);
  }

  @Override
  public InetSocketAddress peer() {
    return ANYBODY;
  }

  /** None of them is for it. */
  @Override
  void limitsChanged() {}

  /** Another one serves from now on, or nobody. */
  @Override
  boolean mayGoOn() {
    return false;
  }

  @Override
  void leave() {
    listener.leftSocket();
  }

  // On the loop.

  @Override
  Component<Datagram, Datagram> make() {
    ProtocolEntry settled = Objects.requireNonNull(protocol(), "since it was made");
    return Objects.requireNonNull(settled.sockets()).create(listener(), local());
  }

  @Override
  Datagram incoming(Datagram datagram) {
    return datagram;
  }

  @Override
  Datagram outgoing(Datagram message) {
    return message;
  }

  @Override
  void left() {
    boolean failed = speaker == null || speaker.state() == State.FAILED;
    port.forget(this, failed && !isFinishing());
  }
}
