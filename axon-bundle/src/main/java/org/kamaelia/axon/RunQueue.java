package org.kamaelia.axon;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The tasks that are ready, first come first served, or in an order drawn from a seed. */
final class RunQueue {
  private final @Nullable RandomGenerator order;
  private @Nullable Task[] ring = new Task[64];
  private int head;
  private int size;

  /**
   * @param order draws who is next, or null for first come first served
   */
  RunQueue(@Nullable RandomGenerator order) {
    this.order = order;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  void add(Task task) {
    if (size == ring.length) {
      grow();
    }
    ring[(head + size++) & (ring.length - 1)] = task;
  }

  @Nullable Task poll() {
    if (size == 0) {
      return null;
    }
    if (order != null && size > 1) {
      int drawn = (head + order.nextInt(size)) & (ring.length - 1);
      @Nullable Task first = ring[head];
      ring[head] = ring[drawn];
      ring[drawn] = first;
    }
    Task task = ring[head];
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    return task;
  }

  /** The task so far from the front. */
  Task get(int index) {
    Task task = ring[(head + index) & (ring.length - 1)];
    assert task != null : "there are as many as the size says";
    return task;
  }

  /** Takes the task so far from the front; the others keep their order. */
  Task take(int index) {
    Task task = get(index);
    for (int i = index; i > 0; i--) {
      ring[(head + i) & (ring.length - 1)] = get(i - 1);
    }
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    return task;
  }

  private void grow() {
    @Nullable Task[] larger = new Task[ring.length * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = ring[(head + i) & (ring.length - 1)];
    }
    ring = larger;
    head = 0;
  }
}
