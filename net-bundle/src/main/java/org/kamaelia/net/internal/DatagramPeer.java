package org.kamaelia.net.internal;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSettings.Finish;

/**
 * A peer that sends datagrams to a listener. Datagrams have no end: a peer that is silent for a
 * while has gone.
 */
final class DatagramPeer extends DatagramConversation<ByteBuffer> {
  /** How long a peer may be silent if the listener does not say. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final InetSocketAddress peer;
  private boolean watched;

  DatagramPeer(long id, Listener listener, DatagramPort port, InetSocketAddress peer, Group group) {
    super(id, listener, port, group);
    this.peer = peer;
  }

  @Override
  public InetSocketAddress peer() {
    return peer;
  }

  @Override
  void limitsChanged() {
    group.loop().execute(this::lookSoon);
  }

  private void lookSoon() {
    if (speaker != null && state() == State.ACTIVE) {
      alarmBy(clock().nanoTime());
    }
  }

  /** All that came was handed over when it came, so there is nothing to wait for. */
  @Override
  boolean mayGoOn() {
    return listener.spec().get(ListenerSettings.FINISH) == Finish.AT_DEADLINE;
  }

  @Override
  void leave() {
    listener.left(peer);
  }

  // On the loop.

  @Override
  Component<ByteBuffer, ByteBuffer> make() throws Rejected {
    return listener.choose(null, this::protocol).factory().create(this);
  }

  @Override
  ByteBuffer incoming(Datagram datagram) {
    return datagram.payload();
  }

  @Override
  Datagram outgoing(ByteBuffer message) {
    return new Datagram(peer, message);
  }

  @Override
  void look() {
    if (!watched) {
      watched = true;
      alarmBy(clock().nanoTime() + idle().toNanos());
    } else if (isAlarmDue()) {
      alarmed();
    }
  }

  private Duration idle() {
    Duration said = listener.spec().get(ListenerSettings.IDLE_TIMEOUT);
    return said.isZero() ? IDLE : said;
  }

  private void alarmed() {
    Duration rest = idle().minusNanos(clock().nanoTime() - moved());
    if (rest.isPositive()) {
      alarmBy(clock().nanoTime() + rest.toNanos());
    } else {
      shutDown("silent for " + idle().toMillis() + " ms");
      end();
    }
  }

  @Override
  void left() {
    port.forget(this);
  }
}
