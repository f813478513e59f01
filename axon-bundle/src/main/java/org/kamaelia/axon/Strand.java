package org.kamaelia.axon;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The resumable run of one component's body: a thread of which the loop decides when it runs. Each
 * carrier has its own kind.
 */
abstract class Strand extends Task implements Runnable {
  /** How many operations that never wait a body gets before others have a turn. */
  private static final int BREATH = 1024;

  final Component<?, ?> component;
  final Thread thread;

  /** Why the component must end, once somebody stopped it. */
  private @Nullable String stopReason;

  private int breath = BREATH;

  /**
   * @param builder makes the thread, which is not started
   */
  Strand(Loop loop, Component<?, ?> component, Function<Strand, Thread> builder) {
    super(loop);
    this.component = component;
    thread = builder.apply(this);
  }

  /** Gives the loop its thread back; returns when the strand has its next turn. */
  protected abstract void switchOut();

  /** Waits until somebody wakes this strand, which can be for no reason: look again. */
  final void suspend() {
    checkStopped();
    component.settle();
    state = State.WAITING;
    switchOut();
    checkStopped();
  }

  /** As {@link #suspend}, showing meanwhile which full inbox on another loop is the reason. */
  final void suspendAt(Inbox<?> full) {
    sendsTo = full;
    try {
      suspend();
    } finally {
      sendsTo = null;
    }
  }

  /** Lets everything else that is ready run first. */
  final void yieldTurn() {
    checkStopped();
    component.settle();
    state = State.READY;
    loop.ready.add(this);
    switchOut();
    checkStopped();
  }

  /**
   * Counts an operation that never waits; now and then it gives others a turn, so that a body which
   * has always something to do does not keep them from theirs.
   */
  final void breathe() {
    if (--breath <= 0) {
      breath = BREATH;
      yieldTurn();
    }
  }

  final void sleep(Duration duration) {
    long nanos = LoopClock.nanos(duration);
    if (nanos == 0) {
      yieldTurn();
      return;
    }
    loop.timers.set(this, loop.clock.after(duration));
    try {
      do {
        suspend();
      } while (isTimed());
    } finally {
      loop.timers.cancel(this);
    }
  }

  /** Makes the present or next wait throw {@link Stopped}. On the loop. */
  final void stop(String reason) {
    if (stopReason == null) {
      stopReason = reason;
    }
    wake();
    if (state == State.RUNNING && loop.current != this) {
      // It blocks outside its boxes, in a lock or a library.
      thread.interrupt();
    }
  }

  final void checkStopped() {
    if (stopReason != null) {
      throw new Stopped(stopReason);
    }
  }

  /** The whole life of the body, on its thread. */
  @Override
  public final void run() {
    Throwable cause = null;
    try {
      checkStopped();
      Bodies.BODIES.run(component);
    } catch (EndOfStream | Stopped end) {
      // Both are ways to end normally.
    } catch (Throwable e) {
      cause = e;
    }
    try {
      component.ended(cause);
    } catch (Throwable e) {
      loop.axon.report("ending " + component, e);
    }
    state = State.ENDED;
  }

  @Override
  final Component<?, ?> component() {
    return component;
  }

  @Override
  final StackTraceElement[] stack() {
    return thread.getStackTrace();
  }
}
