package org.kamaelia.net.internal.faults;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.kamaelia.axon.Device;
import org.kamaelia.axon.Loop;
import org.kamaelia.link.Timeline;

/**
 * A loop's time, and what happens later in it. What is late is done as if it were in time: what
 * follows from it is asked for by absolute time, so no lateness adds up.
 */
final class LoopTimeline extends Device<Object, Object> implements Timeline {
  private record Event(long time, long number, Runnable what) {}

  private final Loop loop;
  private final Runnable afterwards;
  private final Runnable released;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
  private long number;
  private long alarm = Long.MAX_VALUE;

  /** The time of what is being done. */
  private long last = Long.MIN_VALUE;

  private boolean inEvent;

  /**
   * Starts one, on the loop.
   *
   * @param name of its group
   * @param afterwards is done after what happened at one time
   * @param released is done at its end
   */
  static LoopTimeline start(Loop loop, String name, Runnable afterwards, Runnable released) {
    // A group of its own: those of the connection's are asked whether they are at rest.
    return loop.group(name).activate(new LoopTimeline(loop, afterwards, released));
  }

  private LoopTimeline(Loop loop, Runnable afterwards, Runnable released) {
    this.loop = loop;
    this.afterwards = afterwards;
    this.released = released;
  }

  @Override
  public long now() {
    return inEvent ? last : loop.clock().nanoTime();
  }

  @Override
  public void at(long nanos, Runnable what) {
    events.add(new Event(nanos, number++, what));
    setAlarm();
  }

  /** Does what is to be done afterwards once more, after all who are ready now. */
  void again() {
    wake();
  }

  /** Nothing happens here any more. */
  void close() {
    end();
  }

  private void setAlarm() {
    Event next = events.peek();
    if (!inEvent && next != null && next.time < alarm && state() == State.ACTIVE) {
      alarm = next.time;
      wakeAfter(Duration.ofNanos(Math.max(0, alarm - loop.clock().nanoTime())));
    }
  }

  @Override
  protected void turn() {
    long clock = loop.clock().nanoTime();
    if (alarm <= clock) {
      alarm = Long.MAX_VALUE;
    }
    inEvent = true;
    for (Event event = events.peek(); event != null && event.time <= clock; event = events.peek()) {
      events.remove();
      last = Math.max(last, event.time);
      event.what.run();
    }
    inEvent = false;
    afterwards.run();
    setAlarm();
  }

  @Override
  protected void released() {
    released.run();
  }
}
