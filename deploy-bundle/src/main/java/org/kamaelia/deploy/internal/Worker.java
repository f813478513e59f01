package org.kamaelia.deploy.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A thread while there is something to do for a file: what is asked for, in order, and then what
 * its changes ask for.
 *
 * <p>Threading: any thread, but where it says the worker's.
 */
final class Worker {
  private final String file;
  private final Watched watched;
  private final Task changed;

  // under this object's lock
  private final Queue<FutureTask<?>> tasks = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean stopped;

  /** What is to be done. */
  interface Task {
    void run() throws InterruptedException;
  }

  /**
   * Nothing to do yet.
   *
   * @param changed deals with what happened to the file, or may have; comes back early if it {@link
   *     #isAsked}, having touched the file again
   */
  Worker(String file, Watched watched, Task changed) {
    this.file = file;
    this.watched = watched;
    this.changed = changed;
  }

  /** Something happened to the file, or may have. */
  synchronized void touch() {
    watched.touch();
    if (thread == null && !stopped) {
      thread = Thread.ofPlatform().daemon().name("deploy " + file).start(this::work);
    }
  }

  /** Touches it if it does not look as it did; who is at work will see it without. */
  synchronized void rescan() {
    if (thread == null && watched.looksOtherwise()) {
      touch();
    }
  }

  /** Has something done. It is cancelled if the worker is stopped first. */
  synchronized <T> Future<T> ask(Callable<T> what) {
    var task = new FutureTask<>(what);
    if (stopped) {
      task.cancel(false);
    } else {
      tasks.add(task);
      touch();
    }
    return task;
  }

  /** Whether somebody waits for something. */
  synchronized boolean isAsked() {
    return !tasks.isEmpty();
  }

  /** Whether there is nothing to do. */
  synchronized boolean isIdle() {
    return thread == null;
  }

  /** Tells the work to end. */
  synchronized void stop() {
    stopped = true;
    tasks.forEach(task -> task.cancel(false));
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Waits until the work has ended, but not for long. */
  void join() throws InterruptedException {
    Thread ending;
    synchronized (this) {
      ending = thread;
    }
    if (ending != null) {
      ending.join(Duration.ofSeconds(1));
    }
  }

  private void work() {
    try {
      do {
        for (Runnable task = next(); task != null; task = next()) {
          task.run();
        }
        changed.run();
      } while (!ends());
    } catch (InterruptedException e) {
      // Stopped.
    }
  }

  private synchronized @Nullable Runnable next() throws InterruptedException {
    if (stopped) {
      // a task may have taken the interrupt
      throw new InterruptedException();
    }
    return tasks.poll();
  }

  private synchronized boolean ends() {
    if (watched.isTouched()) {
      return false;
    }
    thread = null;
    return true;
  }
}
