package org.kamaelia.testbed.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is to happen, by time, and of one time in the order of asking: a heap of four ways. */
final class EventQueue {
  private long[] times = new long[64];
  private long[] orders = new long[64];
  private @Nullable Runnable[] events = new Runnable[64];
  private int size;
  private long order;

  /** When the next one is; {@link Long#MAX_VALUE} for never. */
  long next() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  void add(long time, Runnable event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    up(size++, time, order++, event);
  }

  private void up(int from, long time, long number, Runnable event) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) >>> 2;
      if (times[parent] <= time) {
        break; // who came later has the larger number
      }
      move(parent, hole);
      hole = parent;
    }
    put(hole, time, number, event);
  }

  /** Takes the next one; there is one. */
  Runnable take() {
    Runnable event = events[0];
    assert event != null : "the queue is not empty";
    int last = --size;
    Runnable moved = events[last];
    events[last] = null;
    if (last > 0 && moved != null) {
      down(times[last], orders[last], moved);
    }
    return event;
  }

  private void down(long time, long number, Runnable event) {
    int hole = 0;
    while (true) {
      int child = 4 * hole + 1;
      if (child >= size) {
        break;
      }
      int least = child;
      int end = Math.min(child + 4, size);
      for (int i = child + 1; i < end; i++) {
        if (isBefore(times[i], orders[i], least)) {
          least = i;
        }
      }
      if (!isBefore(times[least], orders[least], time, number)) {
        break;
      }
      move(least, hole);
      hole = least;
    }
    put(hole, time, number, event);
  }

  private boolean isBefore(long time, long number, int other) {
    return isBefore(time, number, times[other], orders[other]);
  }

  private static boolean isBefore(long time, long number, long otherTime, long otherNumber) {
    return time < otherTime || (time == otherTime && number < otherNumber);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    orders[to] = orders[from];
    events[to] = events[from];
  }

  private void put(int at, long time, long number, Runnable event) {
    times[at] = time;
    orders[at] = number;
    events[at] = event;
  }
}
