package org.kamaelia.net.internal;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Group;
import org.kamaelia.axon.Linkage;
import org.kamaelia.axon.Signal;
import org.kamaelia.net.Connection;
import org.kamaelia.net.ConnectionInfo;
import org.kamaelia.net.ListenerSettings;
import org.kamaelia.net.ListenerSettings.Finish;
import org.kamaelia.net.ListenerSpec;
import org.kamaelia.net.Rejection;
import org.kamaelia.net.Tap;

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

  /** Those who watch, on the loop; null while nobody does. */
  private @Nullable Watchers watchers;

  /** When the timer is due, on this loop's clock. */
  private long alarm = Deadlines.NEVER;

  /** By when it has to finish, NEVER if it was not told to. Read by others as the figures are. */
  private long finishBy = Deadlines.NEVER;

  /** From when on it ends when it is idle, or is told if it wants to know. */
  private long finishFrom = Deadlines.NEVER;

  /** It was told for no other reason than that another version takes its protocol's place. */
  private boolean replaced;

  /** The link to the protocol's component. */
  private @Nullable Linkage incoming;

  /** Why it was told to finish. */
  private String finishes = "";

  /** The group was told as well. */
  private boolean shutDown;

  /** An operator has closed it, which was counted. */
  private boolean closed;

  /** What it was told before it began; null if nothing. */
  private @Nullable Runnable early;

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

  /** Whether nothing waits to be sent. */
  abstract boolean isAllSent();

  /** The figures, by when it began and when a byte last moved: on the loop's clock, or never. */
  final ConnectionInfo info(long opened, long moved) {
    long now = group.loop().clock().nanoTime();
    ProtocolEntry serves = protocol;
    return new ConnectionInfo(
        id,
        listener.name(),
        serves == null ? listener.spec().protocol() : serves.name(),
        serves == null ? "" : serves.version().toString(),
        finishBy == Deadlines.NEVER ? ConnectionInfo.State.ACTIVE : ConnectionInfo.State.FINISHING,
        speaker == null || !isTakerWaiting() || !isAllSent(),
        Addresses.text(peer()),
        Addresses.text(local()),
        Duration.ofNanos(opened == Deadlines.NEVER ? 0 : now - opened),
        Duration.ofNanos(moved == Deadlines.NEVER ? 0 : now - moved),
        received,
        sent);
  }

  /** Whether it was cut off at the end of its time. Once it has ended. */
  boolean isCut() {
    return false;
  }

  /** Takes the listener's limits anew. */
  abstract void limitsChanged();

  /** Gives its place back. */
  abstract void leave();

  /** Tells it to finish, as the listener says, and stops it if it takes too long. */
  final void finish(String reason) {
    finish(reason, Duration.ZERO, null);
  }

  /**
   * The same where another version takes the place of its protocol, which then goes on with it if
   * it can; when others have had their turn. If it is told again, the earlier turn counts.
   *
   * @param old what is replaced; who speaks that no more by then is not meant
   * @param turn how long it goes on as if nothing had been said; its time runs from now on
   */
  final void replace(ProtocolEntry old, String reason, Duration turn) {
    finish(reason, turn, old);
  }

  private void finish(String reason, Duration turn, @Nullable ProtocolEntry old) {
    if (group.loop().isCurrent() && state() == Component.State.ACTIVE) {
      told(reason, turn.toNanos(), old);
      return;
    }
    onLoop(() -> onceBegun(() -> told(reason, turn.toNanos(), old)));
  }

  /**
   * Ends it because an operator wants that: as {@link #finish}, or at once. It is counted.
   *
   * @param reset whether at once
   */
  final void close(boolean reset) {
    onLoop(() -> onceBegun(() -> closed(reset)));
  }

  /** Lets somebody watch, from now on. */
  final void tap(Tap tap) {
    onLoop(() -> watch(tap));
  }

  /** Has somebody watch no more. */
  final void untap(Tap tap) {
    onLoop(
        () -> {
          if (watchers != null && watchers.remove(tap)) {
            watchers(null);
          }
        });
  }

  private void onLoop(Runnable task) {
    try {
      group.loop().execute(task);
    } catch (IllegalStateException e) {
      // The loop is closed, and all that was on it.
    }
  }

  // On the loop.

  /** Has it begin; then it is told what it was told already. */
  final void start() {
    group.activate(this);
    if (early != null) {
      early.run();
      early = null;
    }
  }

  private void onceBegun(Runnable task) {
    Runnable before = early;
    if (state() != State.NEW) {
      task.run();
    } else if (before == null) {
      early = task;
    } else {
      early =
          () -> {
            before.run();
            task.run();
          };
    }
  }

  private void closed(boolean reset) {
    if (state() != State.ACTIVE) {
      return;
    }
    if (!closed) {
      closed = true;
      listener.rejected(Rejection.OPERATOR, peer(), clock());
    }
    if (reset) {
      reset("an operator has reset it");
    } else {
      told("an operator has closed it", 0, null);
    }
  }

  private void told(String reason, long turn, @Nullable ProtocolEntry old) {
    if (old != null && old != protocol) {
      return;
    }
    long now = clock().nanoTime();
    replaced = old != null && (replaced || !isFinishing());
    if (state() != Component.State.ACTIVE || shutDown || now + turn >= finishFrom) {
      return;
    }
    finishFrom = now + turn;
    ListenerSpec spec = listener.spec();
    if (!isFinishing()) {
      finishes = reason;
      finishBy = now + spec.get(ListenerSettings.FINISH_WITHIN).toNanos();
    }
    if (spec.get(ListenerSettings.FINISH) == Finish.AT_ONCE || !mayGoOn()) {
      shutDown();
    } else if (turn > 0) {
      alarmBy(Math.min(finishFrom, finishBy));
    } else {
      alarmBy(finishBy);
      wake();
    }
  }

  /** Ends at once; what has been begun for it is told to finish. */
  abstract void reset(String reason);

  /** Whether it is worth while to look when it is idle, and not useless to begin. */
  abstract boolean mayGoOn();

  /** Whether another version may go on with it when it is idle. */
  boolean mayBeHandedOver() {
    return false;
  }

  /** Whether it was told to finish. */
  final boolean isFinishing() {
    return finishBy != Deadlines.NEVER;
  }

  /** Whether it is to be closed as soon as there is nothing to do for it. */
  final boolean endsWhenIdle() {
    return isItsTurn() && listener.spec().get(ListenerSettings.FINISH) == Finish.WHEN_IDLE;
  }

  /**
   * Whether another version takes its protocol's place, and its turn has come: that may go on with
   * it when it is idle.
   */
  final boolean isReplaced() {
    return replaced
        && isItsTurn()
        && listener.spec().get(ListenerSettings.FINISH) != Finish.AT_ONCE;
  }

  /** Whether it was told to finish, others had their turn, and its group was not told yet. */
  private boolean isItsTurn() {
    return isFinishing() && !shutDown && clock().nanoTime() >= finishFrom;
  }

  /** It need not finish any more: another version serves it. */
  final void goesOn() {
    finishBy = Deadlines.NEVER;
    finishFrom = Deadlines.NEVER;
    replaced = false;
  }

  /** Whether all of the group was told to finish. */
  final boolean isShutDown() {
    return shutDown;
  }

  /**
   * A turn of one that was told to finish: what it has started is told as well if it wants to know,
   * or if the time is up.
   */
  final void goOnFinishing() {
    if (isFinishing() && !shutDown) {
      Component<?, ?> serving = speaker;
      long now = clock().nanoTime();
      boolean waits = now < finishFrom;
      if (now >= finishBy
          || (!waits && serving != null && serving.isAttentive() && !mayBeHandedOver())) {
        shutDown();
      } else {
        alarmBy(waits ? Math.min(finishFrom, finishBy) : finishBy);
      }
    }
  }

  /** All of the group is told to finish, within the time that is left. */
  final void shutDown() {
    shutDown = true;
    group.shutdown(Duration.ofNanos(Math.max(0, finishBy - clock().nanoTime())), finishes);
  }

  /** It is over: what it has started is told to finish, and stopped if it takes too long. */
  final void shutDown(String reason) {
    shutDown = true;
    group.shutdown(listener.spec().get(ListenerSettings.FINISH_WITHIN), reason);
  }

  private void watch(Tap tap) {
    if (state() == State.ENDED || state() == State.FAILED) {
      return;
    }
    Watchers all = watchers == null ? new Watchers(this) : watchers;
    watchers(all);
    if (all.add(tap) && speaker != null) {
      all.joined(tap);
    }
  }

  /** Those who watch have changed; null for nobody. */
  void watchers(@Nullable Watchers now) {
    watchers = now;
  }

  /** Those who watch; null for nobody. */
  final @Nullable Watchers watchers() {
    return watchers;
  }

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
    listener.taps().forEach(this::watch);
    inbox.limit(outgoing);
    if (watchers != null) {
      watchers.began();
    }
    speak(made, incoming);
  }

  /**
   * Lets this component speak, the first or in the place of one that has ended.
   *
   * @param most how many messages may wait for it
   */
  final void speak(Component<M, M> made, int most) {
    speaker = made;
    speakerEnded = false;
    made.inbox().limit(most);
    incoming = outbox.linkTo(made.inbox());
    made.outbox().linkTo(inbox);
    activate(made);
  }

  /**
   * Tells the protocol's component alone to finish; nothing may be sent to it any more, nor to
   * another one before that speaks.
   */
  final void release(Component<M, M> spoke) {
    Objects.requireNonNull(incoming, "it speaks").unlink();
    incoming = null;
    tell(spoke, new Signal.Shutdown(Duration.ofNanos(finishBy - clock().nanoTime()), finishes));
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
