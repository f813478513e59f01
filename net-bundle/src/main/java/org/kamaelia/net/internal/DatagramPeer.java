package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.ListenerSettings;

/**
 * A peer that sends datagrams to a listener, as a device beside the protocol that serves it: each
 * datagram is a message, both ways. What comes while the protocol's inbox is full is dropped, as
 * the network would drop it; what cannot be sent as well.
 *
 * <p>Datagrams have no end: a peer that is silent for a while has gone.
 */
final class DatagramPeer extends Conversation {
  /** How long a peer may be silent if the listener does not say. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** Datagrams that may wait for the protocol, and as many to be sent. */
  private static final int WAITING = 32;

  private final DatagramPort port;
  private final InetSocketAddress peer;

  /** Began the conversation, and waits for the protocol. */
  private @Nullable ByteBuffer first;

  /** Found no room to leave. */
  private @Nullable ByteBuffer head;

  private boolean blocked;

  // Read by others without synchronisation, for figures: a late value does no harm.
  private long opened = Deadlines.NEVER;
  private long moved = Deadlines.NEVER;

  DatagramPeer(
      long id,
      Listener listener,
      ProtocolEntry protocol,
      DatagramPort port,
      InetSocketAddress peer,
      Group group) {
    super(id, listener, protocol, group);
    this.port = port;
    this.peer = peer;
  }

  @Override
  public InetSocketAddress peer() {
    return peer;
  }

  @Override
  public InetSocketAddress local() {
    return port.local();
  }

  @Override
  ConnectionInfo info() {
    return info(opened, moved);
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

  @Override
  void leave() {
    listener.left(peer);
  }

  @Override
  protected String kind() {
    return "udp";
  }

  // On the loop.

  /** What the peer has sent. */
  void deliver(ByteBuffer payload) {
    received += payload.remaining();
    moved = group.loop().clock().nanoTime();
    if (speaker != null) {
      hand(payload);
    } else if (first == null) {
      first = payload;
    } else {
      listener.lost(1);
    }
  }

  private void hand(ByteBuffer payload) {
    if (!outbox.trySend(payload)) {
      listener.lost(1);
    }
  }

  /** The socket takes more again. */
  void hasRoomAgain() {
    blocked = false;
    wake();
  }

  @Override
  protected void turn() {
    if (speaker == null) {
      open();
      return;
    }
    transmit();
    if (speakerEnded && head == null && inbox.isEmpty()) {
      finish("the protocol has ended");
      end();
    } else if (isAlarmDue()) {
      alarmed();
    }
  }

  private void open() {
    opened = clock().nanoTime();
    Component<ByteBuffer, ByteBuffer> made = protocol().factory().create(this);
    int limit = made.inbox().limit();
    begin(made, limit == Inbox.DEFAULT_LIMIT ? WAITING : limit, WAITING);
    if (first != null) {
      hand(first);
      first = null;
    }
    alarmBy(opened + idle().toNanos());
  }

  private void transmit() {
    while (!blocked) {
      if (head == null) {
        head = inbox.poll().orElse(null);
        if (head == null) {
          return;
        }
      }
      int length = head.remaining();
      try {
        blocked = !port.send(this, new Datagram(peer, head));
        sent += blocked ? 0 : length;
      } catch (IOException e) {
        // Too large, or no way there.
        listener.lost(1);
      }
      head = blocked ? head : null;
      moved = clock().nanoTime();
    }
  }

  private Duration idle() {
    Duration said = listener.spec().get(ListenerSettings.IDLE_TIMEOUT);
    return said.isZero() ? IDLE : said;
  }

  private void alarmed() {
    Duration rest = idle().minusNanos(clock().nanoTime() - moved);
    if (rest.isPositive()) {
      alarmBy(clock().nanoTime() + rest.toNanos());
    } else {
      finish("silent for " + idle().toMillis() + " ms");
      end();
    }
  }

  @Override
  protected void finishing(Signal.Shutdown shutdown) {
    Component<?, ?> serving = speaker;
    if (serving == null) {
      end();
    } else if (!serving.isAttentive()) {
      outbox.end();
    }
  }

  @Override
  protected void released() {
    port.forget(this);
  }
}
