package org.kamaelia.axon;

/** The strand of a body on a thread of its own, which is also the thread of its own loop. */
final class ThreadStrand extends Strand {
  private boolean resumed;

  ThreadStrand(Loop loop, Component<?, ?> component, String name) {
    super(
        loop,
        component,
        strand ->
            Thread.ofPlatform()
                .daemon()
                .name(name)
                .unstarted(() -> ((ThreadStrand) strand).main()));
  }

  @Override
  void turn() {
    resumed = true;
  }

  @Override
  protected void switchOut() {
    resumed = false;
    loop.work();
    while (!resumed) {
      loop.poll();
      loop.work();
    }
    loop.current = this;
  }

  private void main() {
    loop.thread = thread;
    loop.current = this;
    state = State.RUNNING;
    run();
    loop.close();
    loop.runUntilClosed();
  }
}
