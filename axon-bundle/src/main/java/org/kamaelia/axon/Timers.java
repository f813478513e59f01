package org.kamaelia.axon;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap of tasks by deadline. A task knows its place, so moving or removing it is cheap.
 */
final class Timers {
  private @Nullable Task[] heap = new Task[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The earliest deadline; {@link Long#MAX_VALUE} when none is set. */
  long next() {
    Task first = heap[0];
    return first == null ? Long.MAX_VALUE : first.deadline;
  }

  /** Sets or moves the task's timer. */
  void set(Task task, long deadline) {
    cancel(task);
    task.deadline = deadline;
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    up(size++, task);
  }

  void cancel(Task task) {
    int hole = task.timerIndex;
    if (hole < 0) {
      return;
    }
    task.timerIndex = -1;
    Task last = at(--size);
    heap[size] = null;
    if (last != task) {
      if (hole > 0 && last.deadline - at((hole - 1) >>> 1).deadline < 0) {
        up(hole, last);
      } else {
        down(hole, last);
      }
    }
  }

  /** Removes and returns the first task whose deadline is not after now, or null. */
  @Nullable Task due(long now) {
    Task first = heap[0];
    if (first == null || first.deadline - now > 0) {
      return null;
    }
    cancel(first);
    return first;
  }

  private void up(int hole, Task task) {
    int i = hole;
    while (i > 0) {
      Task parent = at((i - 1) >>> 1);
      if (parent.deadline - task.deadline <= 0) {
        break;
      }
      place(i, parent);
      i = (i - 1) >>> 1;
    }
    place(i, task);
  }

  private void down(int hole, Task task) {
    int i = hole;
    for (int child = 2 * i + 1; child < size; child = 2 * i + 1) {
      if (child + 1 < size && at(child + 1).deadline - at(child).deadline < 0) {
        child++;
      }
      if (task.deadline - at(child).deadline <= 0) {
        break;
      }
      place(i, at(child));
      i = child;
    }
    place(i, task);
  }

  private Task at(int index) {
    Task task = heap[index];
    assert task != null : "the heap has no holes";
    return task;
  }

  private void place(int index, Task task) {
    heap[index] = task;
    task.timerIndex = index;
  }
}
