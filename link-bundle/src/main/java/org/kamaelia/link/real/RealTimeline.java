package org.kamaelia.link.real;

import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.kamaelia.link.Timeline;

/**
 * The machine's own time, and a thread that does what is to be done in it.
 *
 * <p>While something is done that was asked for a certain time, {@link #now} is that time, however
 * late the machine is: what follows from it is asked for by absolute time, so no lateness adds up,
 * and what is overdue is done in the order in which it should have been. Here {@link #at} may be
 * called on any thread.
 */
public final class RealTimeline implements Timeline, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RealTimeline.class.getName());

  /** The kernel wakes a thread up to 50 us late on purpose; that long before, we stay awake. */
  private static final long AWAKE = 60_000;

  private record Event(long time, long number, Runnable what) {}

  /** How the thread waits. */
  interface Waiter extends AutoCloseable {
    /** Waits at most so long, perhaps for something else as well; 0: only looks for that. */
    void await(long nanos);

    /** Ends the wait. On any thread. */
    void wake();

    @Override
    default void close() {}
  }

  private final long start = System.nanoTime();
  private final Thread thread;
  private final Queue<Event> asked = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
  private Waiter waiter = new Parked();
  private long number;
  private long last;
  private boolean inEvent;
  private volatile long mostLate;
  private volatile boolean closed;
  private volatile boolean ended;

  /** One that is not started yet. */
  RealTimeline(String name) {
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /**
   * Starts one.
   *
   * @param name of its thread
   */
  public static RealTimeline start(String name) {
    var timeline = new RealTimeline(name);
    timeline.thread.start();
    return timeline;
  }

  /** Starts it with another way to wait: what that finds, it brings about on the thread itself. */
  void start(Waiter with) {
    waiter = with;
    thread.start();
  }

  @Override
  public long now() {
    return inEvent && Thread.currentThread() == thread ? last : clock();
  }

  @Override
  public void at(long nanos, Runnable what) {
    if (Thread.currentThread() == thread) {
      events.add(new Event(nanos, number++, what));
    } else {
      asked.add(new Event(nanos, 0, what));
      waiter.wake();
    }
  }

  /**
   * By how many nanoseconds something was done too late at most: how far the machine is to be
   * believed.
   */
  public long mostLate() {
    return mostLate;
  }

  /** Ends the thread; what is not done by then is not done. */
  @Override
  public void close() {
    closed = true;
    waiter.wake();
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does something on the thread, or here if that has ended, and gives what it gives. */
  <T> T call(Callable<T> what) {
    var task = new FutureTask<T>(what);
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      at(clock(), task);
      if (ended) {
        task.run();
      }
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The machine's own, whatever is being done. */
  long clock() {
    return System.nanoTime() - start;
  }

  private void run() {
    try (Waiter with = waiter) {
      while (!closed) {
        for (Event event = asked.poll(); event != null; event = asked.poll()) {
          events.add(new Event(event.time, number++, event.what));
        }
        doWhatIsDue();
        with.await(wait(events.peek()));
      }
    } finally {
      ended = true;
      // who called waits for it; one that calls after this does it himself
      for (Event event = asked.poll(); event != null; event = asked.poll()) {
        if (event.what instanceof FutureTask<?> call) {
          call.run();
        }
      }
    }
  }

  private long wait(@Nullable Event next) {
    if (next == null) {
      return Long.MAX_VALUE;
    }
    return Math.max(0, next.time - clock() - AWAKE);
  }

  private void doWhatIsDue() {
    long clock = clock();
    for (Event event = events.peek(); event != null && event.time <= clock; event = events.peek()) {
      events.remove();
      last = Math.max(last, event.time);
      mostLate = Math.max(mostLate, clock - last);
      inEvent = true;
      try {
        event.what.run();
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "what was asked for " + event.time + " failed", e);
      } finally {
        inEvent = false;
      }
    }
  }

  private final class Parked implements Waiter {
    @Override
    public void await(long nanos) {
      if (nanos == 0) {
        Thread.onSpinWait();
      } else if (asked.isEmpty() && !closed) {
        LockSupport.parkNanos(this, nanos);
      }
    }

    @Override
    public void wake() {
      LockSupport.unpark(thread);
    }
  }
}
