package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * What a loop gives turns to: the strand of a component, a device, a time-out. All fields are the
 * loop's alone.
 */
abstract class Task {
  enum State {
    WAITING,
    READY,
    RUNNING,
    ENDED
  }

  final Loop loop;
  State state = State.WAITING;

  /** The task's one timer, made when it is first set. */
  Timers.@Nullable Timer timer;

  /** The full inbox for which it waits in a send. */
  @Nullable Inbox<?> sendsTo;

  /** The message with which it waits there; a callback waits without one. */
  @Nullable Object pending;

  Task(Loop loop) {
    this.loop = loop;
  }

  /** Whether its timer is set and has not fired. */
  final boolean isTimed() {
    return timer != null && timer.isSet();
  }

  /** Runs until it waits or ends. Called by the loop with the state RUNNING. */
  abstract void turn();

  /** Asks for a turn; one that has a turn coming, or needs none, is left alone. */
  void wake() {
    if (state == State.WAITING) {
      state = State.READY;
      loop.ready.add(this);
    }
  }

  /** Asks for a turn, from any thread. */
  final void wakeFromAnywhere() {
    loop.post(this::wake);
  }

  /** The component that this works for, if any: what people are shown. */
  @Nullable Component<?, ?> component() {
    return null;
  }

  /** Where it is just now, for a report about one that does not give its turn back. */
  StackTraceElement[] stack() {
    Thread thread = loop.thread;
    return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
  }
}
