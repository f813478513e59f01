package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Device;
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
final class DatagramPeer extends Device<ByteBuffer, ByteBuffer> implements Conversation {
  /** How long a peer may be silent if the listener does not say. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** Datagrams that may wait for the protocol, and as many to be sent. */
  private static final int WAITING = 32;

  private final long id;
  private final Listener listener;
  private final ProtocolEntry protocol;
  private final DatagramPort port;
  private final InetSocketAddress peer;
  private final Group group;
  private @Nullable Component<ByteBuffer, ByteBuffer> speaker;

  /** Began the conversation, and waits for the protocol. */
  private @Nullable ByteBuffer first;

  /** Found no room to leave. */
  private @Nullable ByteBuffer head;

  private boolean blocked;
  private boolean speakerEnded;

  /** When the timer is due, on this loop's clock. */
  private long alarm = Long.MAX_VALUE;

  // Read by others without synchronisation, for figures: a late value does no harm.
  private long opened;
  private long moved;
  private long received;
  private long sent;

  DatagramPeer(
      long id,
      Listener listener,
      ProtocolEntry protocol,
      DatagramPort port,
      InetSocketAddress peer,
      Group group) {
    this.id = id;
    this.listener = listener;
    this.protocol = protocol;
    this.port = port;
    this.peer = peer;
    this.group = group;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String listener() {
    return listener.name();
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
  public Listener through() {
    return listener;
  }

  @Override
  public ProtocolEntry protocol() {
    return protocol;
  }

  @Override
  public ConnectionInfo info() {
    long now = group.loop().clock().nanoTime();
    return new ConnectionInfo(
        id,
        listener.name(),
        protocol.name(),
        protocol.version().toString(),
        Addresses.text(peer),
        Addresses.text(local()),
        Duration.ofNanos(opened == 0 ? 0 : now - opened),
        Duration.ofNanos(moved == 0 ? 0 : now - moved),
        received,
        sent);
  }

  @Override
  public void limitsChanged() {
    group.loop().execute(this::lookSoon);
  }

  private void lookSoon() {
    if (alarm != Long.MAX_VALUE && state() == State.ACTIVE) {
      alarmAfter(Duration.ZERO);
    }
  }

  @Override
  public void leave() {
    listener.left(peer);
  }

  @Override
  public void finish(String reason) {
    group.shutdown(listener.spec().get(ListenerSettings.FINISH_WITHIN), reason);
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
      listener.lost();
    }
  }

  private void hand(ByteBuffer payload) {
    if (!outbox.trySend(payload)) {
      listener.lost();
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
    } else if (clock().nanoTime() >= alarm) {
      alarmed();
    }
  }

  private void open() {
    opened = clock().nanoTime();
    Component<ByteBuffer, ByteBuffer> made = protocol.factory().create(this);
    speaker = made;
    if (made.inbox().limit() == Inbox.DEFAULT_LIMIT) {
      made.inbox().limit(WAITING);
    }
    inbox.limit(WAITING);
    outbox.linkTo(made.inbox());
    made.outbox().linkTo(inbox);
    activate(made);
    if (first != null) {
      hand(first);
      first = null;
    }
    alarmAfter(idle());
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
        listener.lost();
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
      alarmAfter(rest);
    } else {
      finish("silent for " + idle().toMillis() + " ms");
      end();
    }
  }

  private void alarmAfter(Duration delay) {
    alarm = clock().nanoTime() + delay.toNanos();
    wakeAfter(delay);
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
  protected void childEnded(Component<?, ?> child) {
    if (child == speaker) {
      speakerEnded = true;
      wake();
    }
  }

  @Override
  protected void released() {
    port.forget(this);
  }
}
