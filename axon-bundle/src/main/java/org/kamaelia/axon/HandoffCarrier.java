package org.kamaelia.axon;

import java.util.concurrent.locks.LockSupport;

/**
 * The carrier for JVMs that keep {@code java.lang} closed: each body has an ordinary virtual
 * thread, and loop and body hand the turn to one another. The same semantics, slower; and a body
 * that blocks outside its boxes holds its loop meanwhile.
 */
final class HandoffCarrier implements Carrier {

  @Override
  public Strand strand(Loop loop, Component<?, ?> component) {
    return new HandoffStrand(loop, component);
  }

  @Override
  public boolean freesLoop() {
    return false;
  }

  @Override
  public String name() {
    return "handoff";
  }

  private static final class HandoffStrand extends Strand {
    /** Whether the body may run; written by either side for the other. */
    private volatile boolean bodyRuns;

    HandoffStrand(Loop loop, Component<?, ?> component) {
      super(
          loop,
          component,
          strand ->
              Thread.ofVirtual()
                  .inheritInheritableThreadLocals(false)
                  .name(component.name())
                  .unstarted(((HandoffStrand) strand)::main));
    }

    @Override
    void turn() {
      bodyRuns = true;
      if (thread.getState() == Thread.State.NEW) {
        thread.start();
      } else {
        LockSupport.unpark(thread);
      }
      while (bodyRuns) {
        LockSupport.park(this);
      }
    }

    @Override
    protected void switchOut() {
      giveBack();
      while (!bodyRuns) {
        LockSupport.park(this);
      }
    }

    private void main() {
      run();
      giveBack();
    }

    private void giveBack() {
      bodyRuns = false;
      LockSupport.unpark(loop.thread);
    }
  }
}
