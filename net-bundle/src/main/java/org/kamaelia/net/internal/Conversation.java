package org.kamaelia.net.internal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Group;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerSettings;

/**
 * A peer that a protocol serves, as a device beside the protocol's component: what the books keep,
 * and what connections and those that send datagrams have in common.
 *
 * @param <M> the messages
 */
abstract sealed class Conversation<M> extends Device<M, M> implements Connection
    permits StreamConnection, DatagramConversation {
  final Listener listener;
  final Group group;
  private final long id;

  /** What serves it; null until that is settled. */
  private volatile @Nullable ProtocolEntry protocol;

  /** The protocol's component; null until the conversation begins. */
  @Nullable Component<M, M> speaker;

  boolean speakerEnded;

  // Read by others without synchronisation, for figures: a late value does no harm.
  long received;
  long sent;

  /** When the timer is due, on this loop's clock. */
  private long alarm = Deadlines.NEVER;

  Conversation(long id, Listener listener, Group group) {
    this.id = id;
    this.listener = listener;
    this.group = group;
  }

  // Any thread.

  @Override
  public final long id() {
    return id;
  }

  @Override
  public final String listener() {
    return listener.name();
  }

  /** The listener through which the peer came. */
  final Listener through() {
    return listener;
  }

  /** What serves it; null until that is settled. */
  final @Nullable ProtocolEntry protocol() {
    return protocol;
  }

  /** Figures as they are about now. */
  abstract ConnectionInfo info();

  /** The figures, by when it began and when a byte last moved: on the loop's clock, or never. */
  final ConnectionInfo info(long opened, long moved) {
    long now = group.loop().clock().nanoTime();
    ProtocolEntry serves = protocol;
    return new ConnectionInfo(
        id,
        listener.name(),
        serves == null ? listener.spec().protocol() : serves.name(),
        serves == null ? "" : serves.version().toString(),
        Addresses.text(peer()),
        Addresses.text(local()),
        Duration.ofNanos(opened == Deadlines.NEVER ? 0 : now - opened),
        Duration.ofNanos(moved == Deadlines.NEVER ? 0 : now - moved),
        received,
        sent);
  }

  /** Takes the listener's limits anew. */
  abstract void limitsChanged();

  /** Gives its place back. */
  abstract void leave();

  /** Tells the protocol to finish, and stops it if it takes too long. */
  final void finish(String reason) {
    group.shutdown(listener.spec().get(ListenerSettings.FINISH_WITHIN), reason);
  }

  // On the loop.

  /** What serves it, until the conversation begins the last that was said. */
  final void protocol(ProtocolEntry agreed) {
    protocol = agreed;
    group.origin(agreed.origin());
  }

  /**
   * Lets the protocol's component begin.
   *
   * @param incoming how many messages may wait for it
   * @param outgoing how many may wait for the peer
   */
  final void begin(Component<M, M> made, int incoming, int outgoing) {
    speaker = made;
    made.inbox().limit(incoming);
    inbox.limit(outgoing);
    outbox.linkTo(made.inbox());
    made.outbox().linkTo(inbox);
    activate(made);
  }

  /** Has a turn come by then; there is one alarm, the earliest. */
  final void alarmBy(long due) {
    if (due < alarm) {
      alarm = due;
      wakeAfter(Duration.ofNanos(due - clock().nanoTime()));
    }
  }

  /** Whether the alarm's time has come; it is then set no more. */
  final boolean isAlarmDue() {
    if (alarm == Deadlines.NEVER || clock().nanoTime() < alarm) {
      return false;
    }
    alarm = Deadlines.NEVER;
    return true;
  }

  /** Whatever alarm is set is forgotten, as what it was for is looked at now. */
  final void forgetAlarm() {
    alarm = Deadlines.NEVER;
  }

  @Override
  protected final void childEnded(Component<?, ?> child) {
    if (child == speaker) {
      speakerEnded = true;
      wake();
    }
  }
}
