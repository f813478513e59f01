package org.kamaelia.axon;

import org.jspecify.annotations.Nullable;

/**
 * An outbox's end of the {@link Transit} to an inbox on another loop. The sender's loop's alone,
 * but for {@link #next} and {@link #tell}.
 *
 * @param <T> the type of the messages
 */
final class Departure<T> implements Runnable {
  private final Transit<T> transit;
  private final Loop from;
  private final @Nullable Lane<T> lane;

  /** The one that waits here before this; the transit's. */
  @Nullable Departure<T> next;

  private final Linger linger;

  /** Who waits for room, from when the transit is told of it until its answer is heard. */
  private @Nullable Task waiter;

  Departure(Transit<T> transit, Loop from) {
    this.transit = transit;
    this.from = from;
    lane = transit.lane(from);
    linger = new Linger(from, transit::hasMuchRoom);
  }

  Inbox<T> entry() {
    return transit.entry();
  }

  /** Sends a message; false if there is no room, or if nobody takes it any more. */
  boolean offer(T message) {
    return lane == null ? transit.offer(message) : lane.add(message);
  }

  /** Sends a message for which there was no room, after all that was sent before. */
  void offerAnyway(T message) {
    if (lane != null) {
      lane.depart(); // the way has closed since, and may be open again when the message comes
    }
    transit.offerAnyway(message);
  }

  /** Sends what was offered on its way, as the last from here; who waits has to look elsewhere. */
  void close() {
    if (lane != null) {
      lane.depart();
    }
    if (waiter != null) {
      waiter.wake();
    }
  }

  boolean isClosed() {
    return transit.isClosed();
  }

  int room() {
    return lane != null && lane.isBegun() ? lane.room() : transit.room();
  }

  /** Looks a moment whether room is made, for who can wait; true if so. */
  boolean linger() {
    return linger.paysOff();
  }

  /**
   * Registers the task for a turn when there is room.
   *
   * @return false if there is room already
   */
  boolean awaitRoom(Task sender) {
    if (waiter == null) {
      waiter = sender;
      transit.add(this);
    }
    return room() == 0;
  }

  /** There is room. On the taker's loop. */
  void tell() {
    from.post(this);
  }

  @Override
  public void run() {
    Task told = waiter;
    waiter = null;
    if (told != null) {
      told.wake();
    }
  }
}
