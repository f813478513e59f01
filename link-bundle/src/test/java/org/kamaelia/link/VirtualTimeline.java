package org.kamaelia.link;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when it is told to. */
final class VirtualTimeline implements Timeline {
  private record Event(long time, long number, Runnable what) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
  private long now;
  private long asked;

  @Override
  public long now() {
    return now;
  }

  @Override
  public void at(long nanos, Runnable what) {
    events.add(new Event(Math.max(nanos, now), asked++, what));
  }

  /** Until nothing more is to happen. */
  void run() {
    run(Long.MAX_VALUE);
  }

  /** Until a time; what is for that time happens. */
  void run(long until) {
    while (!events.isEmpty() && events.peek().time <= until) {
      Event event = events.remove();
      now = event.time;
      event.what.run();
    }
    if (until != Long.MAX_VALUE) {
      now = until;
    }
  }

  /** How many events there have been. */
  long asked() {
    return asked;
  }
}
