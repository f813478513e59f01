package org.kamaelia.axon;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap of timers by deadline. A timer knows its place, so moving or removing it is cheap.
 */
final class Timers {
  private @Nullable Timer[] heap = new Timer[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The earliest deadline; {@link Long#MAX_VALUE} when none is set. */
  long next() {
    Timer first = heap[0];
    return first == null ? Long.MAX_VALUE : first.deadline;
  }

  /** Sets or moves the task's timer. */
  void set(Task task, long deadline) {
    cancel(task);
    Timer timer = task.timer;
    if (timer == null) {
      timer = new Timer(task);
      task.timer = timer;
    }
    timer.deadline = deadline;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    up(size++, timer);
  }

  void cancel(Task task) {
    Timer timer = task.timer;
    if (timer != null && timer.index >= 0) {
      remove(timer);
    }
  }

  /** Removes and returns the first task whose deadline is not after now, or null. */
  @Nullable Task due(long now) {
    Timer first = heap[0];
    if (first == null || first.deadline - now > 0) {
      return null;
    }
    remove(first);
    return first.task;
  }

  private void remove(Timer timer) {
    int hole = timer.index;
    timer.index = -1;
    Timer last = at(--size);
    heap[size] = null;
    if (last != timer) {
      if (hole > 0 && last.deadline - at((hole - 1) >>> 1).deadline < 0) {
        up(hole, last);
      } else {
        down(hole, last);
      }
    }
  }

  private void up(int hole, Timer timer) {
    int i = hole;
    while (i > 0) {
      Timer parent = at((i - 1) >>> 1);
      if (parent.deadline - timer.deadline <= 0) {
        break;
      }
      place(i, parent);
      i = (i - 1) >>> 1;
    }
    place(i, timer);
  }

  private void down(int hole, Timer timer) {
    int i = hole;
    for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && at(child + 1).deadline - at(child).deadline < 0) {
        child++;
      }
      if (timer.deadline - at(child).deadline <= 0) {
        break;
      }
      place(i, at(child));
      i = child;
    }
    place(i, timer);
  }

  private Timer at(int index) {
    Timer timer = heap[index];
    assert timer != null : "the heap has no holes";
    return timer;
  }

  private void place(int index, Timer timer) {
    heap[index] = timer;
    timer.index = index;
  }

  /** When a task wants a turn. */
  static final class Timer {
    private final Task task;

    /** In the loop's nanoseconds. */
    private long deadline;

    /** Place in the heap, negative when it is not set. */
    private int index = -1;

    private Timer(Task task) {
      this.task = task;
    }

    long deadline() {
      return deadline;
    }

    boolean isSet() {
      return index >= 0;
    }
  }
}
