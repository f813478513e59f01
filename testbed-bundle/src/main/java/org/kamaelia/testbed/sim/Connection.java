package org.kamaelia.testbed.sim;

import org.jspecify.annotations.Nullable;

/** A TCP connection of a host: has its timer, and tells its stream. Under the simulation's lock. */
final class Connection implements Runnable {
  private final Host host;
  private final @Nullable SimulatedPort port;
  private @Nullable Tcp tcp;
  private @Nullable SimulatedStream stream;

  /** When the event is that counts; there may be later ones that do not. */
  private long scheduled = Long.MAX_VALUE;

  private boolean announced;

  /**
   * @param port whose it is until it is accepted; null if it is opened from here
   */
  Connection(Host host, @Nullable SimulatedPort port) {
    this.host = host;
    this.port = port;
  }

  void begin(Tcp begun) {
    tcp = begun;
    settle();
  }

  Tcp tcp() {
    Tcp begun = tcp;
    assert begun != null : "it has begun";
    return begun;
  }

  void stream(SimulatedStream itsStream) {
    stream = itsStream;
  }

  void receive(Segment segment) {
    tcp().receive(segment, host.simulation().now());
    settle();
  }

  /** Something was done with it. */
  void settle() {
    Tcp now = tcp();
    long deadline = now.deadline();
    if (deadline < scheduled) {
      scheduled = deadline;
      host.simulation().schedule(deadline, this);
    }
    if (port != null && !announced && !now.isOpening()) {
      announced = true;
      port.opened(this);
    }
    if (now.state() == Tcp.State.CLOSED) {
      host.remove(this);
    }
    if (stream != null) {
      stream.changed();
    }
  }

  /** An event. */
  @Override
  public void run() {
    long now = host.simulation().now();
    if (now < scheduled) {
      return;
    }
    scheduled = Long.MAX_VALUE;
    if (tcp().deadline() <= now) {
      tcp().tick(now);
    }
    settle();
  }
}
