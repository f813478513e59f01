package org.kamaelia.record;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.kamaelia.net.Tap;
import org.kamaelia.net.Tapped;

/**
 * A tap whose events, with a copy of their bytes, wait for one thread that takes them. It is
 * bounded: what finds no room is counted and lost, so that a slow disk or terminal never holds up a
 * loop. What a loop does here is to copy the bytes, and to take a lock that is held for moments.
 *
 * <p>Threading: {@link #hear} is for loops; {@link #take} and {@link #lost} for one thread.
 */
public final class TapQueue implements Tap {
  /** How many events may wait. */
  private static final int EVENTS = 16_384;

  private final BlockingQueue<Tapped> waiting = new ArrayBlockingQueue<>(EVENTS);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final long most;

  /**
   * Makes one.
   *
   * @param most how many bytes may wait
   */
  public TapQueue(long most) {
    this.most = most;
  }

  @Override
  public void hear(Tapped event) {
    int size = size(event);
    if (size > 0 && bytes.addAndGet(size) > most) {
      bytes.addAndGet(-size);
      lost.incrementAndGet();
      return;
    }
    if (!waiting.offer(kept(event))) {
      bytes.addAndGet(-size);
      lost.incrementAndGet();
    }
  }

  /** The next event, or null if none comes within the time. Its bytes are the taker's. */
  public @Nullable Tapped take(Duration within) throws InterruptedException {
    Tapped event = waiting.poll(Math.max(0, within.toNanos()), TimeUnit.NANOSECONDS);
    if (event != null) {
      bytes.addAndGet(-size(event));
    }
    return event;
  }

  /** How many events were lost so far. */
  public long lost() {
    return lost.get();
  }

  private static int size(Tapped event) {
    return switch (event) {
      case Tapped.Received it -> it.bytes().remaining();
      case Tapped.Sent it -> it.bytes().remaining();
      case Tapped.Passed it -> it.bytes().remaining();
      default -> 0;
    };
  }

  private static Tapped kept(Tapped event) {
    return switch (event) {
      case Tapped.Received it ->
          new Tapped.Received(it.connection(), it.time(), it.at(), copy(it.bytes()));
      case Tapped.Sent it -> new Tapped.Sent(it.connection(), it.time(), it.at(), copy(it.bytes()));
      case Tapped.Passed it ->
          new Tapped.Passed(it.connection(), it.time(), it.received(), it.peer(), copy(it.bytes()));
      default -> event;
    };
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }
}
