package org.kamaelia.axon;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A component without a body that waits: it has a {@link #turn} when something happened. For
 * sockets, timers and the like, where the switch to a body would cost more than the work. To others
 * it looks as any component.
 *
 * <p>A turn comes after the start, when a message arrived in one of its inboxes or one of them
 * ended, when a full destination has room again (see {@link #hasRoom}), when its timer fires, and
 * when it asked with {@link #wake}. Several causes may share a turn; each turn looks at everything.
 *
 * @param <I> the messages of its inbox
 * @param <O> the messages of its outbox
 */
@ConsumerType
public abstract class Device<I, O> extends Component<I, O> {
  /** The outbox that was found without room in the last turn. */
  private @Nullable Outbox<?> full;

  /** Makes a device with its standard boxes. */
  protected Device() {
    inbox.waiting(true);
  }

  /**
   * Does what can be done now; must not wait. Called on the loop.
   *
   * @throws Exception what ends the device with that as its cause
   */
  protected abstract void turn() throws Exception;

  /** Never called: a device has turns. */
  @Override
  protected final void run() {
    throw new AssertionError("a device has turns, not a body");
  }

  /** Asks for another turn, after all who are ready now. On the loop. */
  protected final void wake() {
    task().wake();
  }

  /** Sets the timer anew: a turn comes after so long. A device has one timer. On the loop. */
  protected final void wakeAfter(Duration delay) {
    loop().timers.set(task(), loop().clock.after(delay));
  }

  /** Has a turn at once, unless one is coming anyway. For pollers, on the loop, between turns. */
  protected final void dispatch() {
    if (state() == State.ACTIVE && task().state == Task.State.WAITING) {
      loop().give(task());
    }
  }

  /**
   * Whether {@link Outbox#send} would go through at once. If not, a turn comes when there is room;
   * a device that sends all the same gets an exception, as it cannot wait.
   */
  protected final boolean hasRoom(Outbox<?> box) {
    boolean room = box.hasRoom(task());
    if (!room) {
      full = box;
    }
    return room;
  }

  /**
   * Whether who takes what goes out of {@link #outbox} wants a shutdown as a message, see {@link
   * Component#isAttentive}: then it ends the talk, and not this device. On the loop.
   */
  protected final boolean isTakerAttentive() {
    Box<?> last = taken();
    return last.owner != this && last.owner.isAttentive();
  }

  /**
   * Whether who takes what goes out of {@link #outbox} has taken it all and waits there for more.
   * On the loop; from elsewhere a late answer.
   */
  protected final boolean isTakerWaiting() {
    Box<?> last = taken();
    return last instanceof Inbox<?> box && last.owner != this && last.owner.isWaitingAt(box);
  }

  /**
   * Whether all others of this device's group wait for messages and have none, and who takes what
   * goes out of {@link #outbox} waits for that. If not, a turn comes when one that is busy rests or
   * ends, to look again. On the loop.
   */
  protected final boolean isGroupIdle() {
    Group home = group;
    if (home != null) {
      for (Component<?, ?> member : home.members()) {
        if (member != this && !member.isResting()) {
          member.tellWhenItRests(task());
          return false;
        }
      }
    }
    boolean idle = isTakerWaiting();
    if (!idle) {
      taken().owner.tellWhenItRests(task());
    }
    return idle;
  }

  /** Whether all others of this device's group have ended. On the loop. */
  protected final boolean isAlone() {
    return group != null && group.members().size() == 1;
  }

  /** The last of the boxes to which what goes out of the outbox is handed on. */
  private Box<?> taken() {
    Box<?> last = outbox;
    while (last.next != null) {
      last = last.next;
    }
    return last;
  }

  /**
   * Tells one of this device's group to finish, as {@link Group#shutdown} tells all. Nobody stops
   * it. On the loop.
   */
  protected final void tell(Component<?, ?> member, Signal.Shutdown shutdown) {
    if (group != null) {
      member.tell(shutdown, group);
    }
  }

  /** Ends this device normally. On the loop. */
  protected final void end() {
    finish(null);
  }

  /** Ends this device with a cause, which its group is told. On the loop. */
  protected final void fail(Throwable cause) {
    finish(cause);
  }

  /**
   * Called on the loop when the group is told to finish. A device that is a source of work ends its
   * {@link #outbox} here, so that what it feeds can end.
   *
   * @param shutdown how long there is, and why
   */
  @Override
  protected void finishing(Signal.Shutdown shutdown) {}

  /**
   * Called on the loop when the time is up that the group was given to finish, and all others are
   * stopped. Ends this device, unless it sees to that itself within moments: it may have something
   * to hand over that others have left behind.
   */
  protected void overdue() {
    end();
  }

  /** Called once, on the loop, when the device ends for whatever reason: releases what it holds. */
  @Override
  protected void released() {}

  /** Called on the loop when a child of this device has ended, in whatever way. */
  @Override
  protected void childEnded(Component<?, ?> child) {}

  /**
   * Called on the loop when a child of this device has failed, or one of the child's own, after
   * {@link #childEnded}: whether this device sees to that itself, so that its group goes on. It is
   * logged in any case. A device that says what went wrong to a peer needs to go on for that.
   *
   * @param failed the one that has failed
   * @param cause why
   */
  @Override
  protected boolean copesWith(Component<?, ?> failed, Throwable cause) {
    return false;
  }

  /** Only room is known; and a device may be woken by what no topology shows. */
  @Override
  Wait waitsFor() {
    return rests() && full != null ? Snapshot.room(full, false) : Snapshot.NOTHING;
  }

  @Override
  final boolean isCallback() {
    return true;
  }

  @Override
  final Task newTask(Loop on) {
    return new Turns(on, this);
  }

  @Override
  final void callback() throws Exception {
    full = null; // or what it was linked to once would be kept
    turn();
  }

  /** But for what it was found to have no room for, nobody knows what it may be busy with. */
  @Override
  final boolean isResting() {
    return this instanceof Backplane ? super.isResting() : rests() && full == null;
  }

  @Override
  final void stopLate(String reason) {
    overdue();
  }

  @Override
  final void stop(String reason) {
    finish(null);
  }
}
