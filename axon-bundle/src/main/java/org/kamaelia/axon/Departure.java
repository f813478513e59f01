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
  private final Transit.@Nullable Batch<T> batch;

  /** The one that waits here before this; the transit's. */
  @Nullable Departure<T> next;

  private final Linger linger;

  private @Nullable Task waiter;

  /** The transit knows that somebody waits here, or has told it, which has not been heard yet. */
  private boolean waits;

  Departure(Transit<T> transit, Loop from) {
    this.transit = transit;
    this.from = from;
    batch = transit.batch(from);
    linger = new Linger(from);
  }

  Inbox<T> entry() {
    return transit.entry();
  }

  /** Sends a message; false if there is no room, or if nobody takes it any more. */
  boolean offer(T message) {
    return batch == null ? transit.offer(message) : batch.add(message);
  }

  /** Sends what was offered on its way, as the last from here; who waits has to look elsewhere. */
  void close() {
    if (batch != null) {
      batch.depart();
    }
    if (waiter != null) {
      waiter.wake();
    }
  }

  boolean isClosed() {
    return transit.isClosed();
  }

  boolean hasRoom() {
    return room() > 0;
  }

  int room() {
    return batch != null && batch.isBegun() ? batch.room() : transit.room();
  }

  /** Looks a moment whether room is made, for who can wait; true if so. */
  boolean linger() {
    for (linger.begin(); linger.goesOn(); ) {
      if (transit.hasMuchRoom()) {
        linger.paidOff();
        return true;
      }
    }
    return false;
  }

  /**
   * Registers the task for a turn when there is room.
   *
   * @return false if there is room already
   */
  boolean awaitRoom(Task sender) {
    waiter = sender;
    if (!waits) {
      waits = true;
      transit.add(this);
    }
    return !hasRoom();
  }

  /** There is room. On the taker's loop. */
  void tell() {
    from.post(this);
  }

  @Override
  public void run() {
    waits = false;
    if (waiter != null) {
      waiter.wake();
    }
  }
}
