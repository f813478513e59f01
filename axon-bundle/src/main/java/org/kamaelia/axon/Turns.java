package org.kamaelia.axon;

/** Gives turns to a component that has no body of its own on the loop. */
final class Turns extends Task {
  private final Component<?, ?> component;
  private boolean again;

  Turns(Loop loop, Component<?, ?> component) {
    super(loop);
    this.component = component;
  }

  @Override
  void wake() {
    if (state == State.RUNNING) {
      again = true;
    } else {
      super.wake();
    }
  }

  @Override
  void turn() {
    if (component.state() != Component.State.ACTIVE) {
      // Ended while it was in the queue.
      state = State.ENDED;
      return;
    }
    again = false;
    try {
      component.callback();
    } catch (EndOfStream end) {
      component.finish(null);
    } catch (Throwable e) {
      component.finish(e);
    }
    component.settle();
    if (state == State.RUNNING) {
      state = State.WAITING;
      if (again) {
        wake();
      }
    }
  }

  @Override
  Component<?, ?> component() {
    return component;
  }
}
