package org.kamaelia.testbed.sim;

import java.util.concurrent.TimeUnit;

/**
 * Runs a simulation in the time of the machine, for loops that have threads of their own: what is
 * due is done by whoever uses the network, and by a thread when nobody does.
 */
final class RealTime implements AutoCloseable {
  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);

  private final Simulation simulation;
  private final long origin;
  private final Thread thread;
  private volatile boolean closed;

  RealTime(Simulation simulation, long now) {
    this.simulation = simulation;
    origin = System.nanoTime() - now;
    thread = Thread.ofPlatform().daemon().name("simulation").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** The time now. */
  long nanos() {
    return System.nanoTime() - origin;
  }

  private void run() {
    try {
      synchronized (simulation.lock) {
        while (!closed) {
          simulation.enter();
          long nanos = Math.min(simulation.untilEvent(), LONGEST);
          if (nanos > 0) {
            TimeUnit.NANOSECONDS.timedWait(simulation.lock, nanos);
          }
        }
      }
    } catch (InterruptedException e) {
      // It was closed.
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
