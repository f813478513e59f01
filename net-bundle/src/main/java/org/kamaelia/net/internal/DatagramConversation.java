package org.kamaelia.net.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.Datagram;
import org.kamaelia.net.Tapped;

/**
 * Who sends datagrams to a listener, as a device beside the protocol's component that serves them:
 * each datagram is a message, both ways. What comes while the protocol's inbox is full is dropped,
 * as the network would drop it; what cannot be sent as well.
 *
 * @param <M> the messages
 */
abstract sealed class DatagramConversation<M> extends Conversation<M>
    permits DatagramPeer, SocketConversation {
  /** Messages that may wait for the protocol, and as many to be sent: what comes in one turn. */
  private static final int WAITING = DatagramIntake.BATCH;

  final DatagramPort port;

  /** Came before the protocol's component was there. */
  private final Queue<Datagram> early = new ArrayDeque<>(4);

  /** Found no room to leave. */
  private @Nullable Datagram head;

  private boolean blocked;

  /** Nothing more is handed to the protocol. */
  private boolean deaf;

  // Read by others without synchronisation, for figures: a late value does no harm.
  private long opened = Deadlines.NEVER;
  private long moved = Deadlines.NEVER;

  DatagramConversation(long id, Listener listener, DatagramPort port, Group group) {
    super(id, listener, group);
    this.port = port;
  }

  @Override
  public final InetSocketAddress local() {
    return port.local();
  }

  @Override
  final ConnectionInfo info() {
    return info(opened, moved);
  }

  @Override
  final boolean isAllSent() {
    return head == null && inbox.isEmpty();
  }

  @Override
  protected final String kind() {
    return "udp";
  }

  /**
   * Makes the protocol's component.
   *
   * @throws Rejected if there is no protocol any more
   */
  abstract Component<M, M> make() throws Rejected;

  /** The message for what came. */
  abstract M incoming(Datagram datagram);

  /** What is to be sent for a message. */
  abstract Datagram outgoing(M message);

  /** Its last turn is over. */
  abstract void left();

  /** Looks whether its time is up; a turn of a conversation that goes on. */
  void look() {}

  // On the loop.

  /** When something last came or went. */
  final long moved() {
    return moved;
  }

  /** Whether it has finished with what came: what comes now is for another one. */
  final boolean isDeaf() {
    return deaf;
  }

  /** What has come. */
  final void deliver(Datagram datagram) {
    moved = group.loop().clock().nanoTime();
    if (speaker != null) {
      hand(datagram);
    } else if (early.size() < WAITING) {
      early.add(datagram);
    } else {
      listener.lost(1);
    }
  }

  private void hand(Datagram datagram) {
    Watchers watching = watchers();
    if (watching != null) {
      watching.passed(true, datagram);
    }
    received += datagram.payload().remaining();
    if (deaf || !outbox.trySend(incoming(datagram))) {
      listener.lost(1);
    }
  }

  /** The socket takes more again. */
  final void hasRoomAgain() {
    blocked = false;
    wake();
  }

  @Override
  protected final void turn() {
    try {
      if (speaker == null) {
        open();
      }
    } catch (Rejected e) {
      listener.rejected(e.reason(), peer(), clock());
      end();
      return;
    }
    transmit();
    if (speakerEnded && head == null && inbox.isEmpty()) {
      shutDown("the protocol has ended");
      end();
    } else {
      goOnFinishing();
      look();
    }
  }

  private void open() throws Rejected {
    opened = clock().nanoTime();
    Component<M, M> made = make();
    int limit = made.inbox().limit();
    begin(made, limit == Inbox.DEFAULT_LIMIT ? WAITING : limit, WAITING);
    early.forEach(this::hand);
    early.clear();
  }

  private void transmit() {
    boolean some = false;
    while (!blocked) {
      if (head == null) {
        head = inbox.poll().map(this::outgoing).orElse(null);
        if (head == null) {
          break;
        }
      }
      try {
        blocked = !port.send(this, head);
        Watchers watching = watchers();
        if (watching != null && !blocked) {
          watching.passed(false, head);
        }
        sent += blocked ? 0 : head.payload().remaining();
      } catch (IOException e) {
        // Too large, or no way there.
        listener.lost(1);
      }
      head = blocked ? head : null;
      some = true;
    }
    if (some) {
      moved = clock().nanoTime();
    }
  }

  @Override
  final void reset(String reason) {
    shutDown(reason);
    end();
  }

  @Override
  protected final void released() {
    Watchers watching = watchers();
    if (watching != null && speaker != null) {
      watching.ended(Tapped.How.IN_ORDER);
    }
    left();
  }

  @Override
  protected final void finishing(Signal.Shutdown shutdown) {
    Component<?, ?> serving = speaker;
    if (serving == null) {
      end();
    } else if (!serving.isAttentive()) {
      deaf = true;
      outbox.end();
    }
  }
}
