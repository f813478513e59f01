package org.kamaelia.link;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * First in, first out; who finds it full is dropped.
 *
 * @param packets the most that wait
 * @param bytes the most bytes that wait
 * @param time how long the rate at that time may take for what waits, the new packet included. A
 *     link that stalls counts as full, unless its queue is empty.
 */
public record DropTail(int packets, long bytes, Duration time) implements Discipline {
  private static final Duration ANY_TIME = Duration.ofNanos(Long.MAX_VALUE);

  /** Without a limit. */
  public static final DropTail UNLIMITED =
      new DropTail(Integer.MAX_VALUE, Long.MAX_VALUE, ANY_TIME);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if nothing would pass
   */
  public DropTail {
    if (packets < 1 || bytes < 1 || !time.isPositive()) {
      throw new IllegalArgumentException(
          "a queue of " + packets + " packets, " + bytes + " bytes, " + time);
    }
  }

  /** Limited in packets. */
  public static DropTail packets(int most) {
    return new DropTail(most, Long.MAX_VALUE, ANY_TIME);
  }

  /** Limited in bytes. */
  public static DropTail bytes(long most) {
    return new DropTail(Integer.MAX_VALUE, most, ANY_TIME);
  }

  /** Limited in time at the link's rate, so its bytes change with the rate. */
  public static DropTail time(Duration most) {
    return new DropTail(Integer.MAX_VALUE, Long.MAX_VALUE, most);
  }

  @Override
  public PacketQueue begin(QueueContext context) {
    return new Fifo(this, context);
  }

  private static final class Fifo implements PacketQueue {
    private final DropTail limits;
    private final QueueContext context;
    private final double seconds;
    private final PacketFifo fifo = new PacketFifo();

    Fifo(DropTail limits, QueueContext context) {
      this.limits = limits;
      this.context = context;
      seconds =
          limits.time.equals(ANY_TIME) ? Double.POSITIVE_INFINITY : limits.time.toNanos() / 1e9;
    }

    @Override
    public void put(Packet packet, long now) {
      if (hasRoom(packet.length())) {
        fifo.add(packet, now);
      } else {
        context.dropped(packet, Drop.QUEUE_FULL);
      }
    }

    private boolean hasRoom(int length) {
      long waiting = fifo.bytes() + length;
      return fifo.packets() < limits.packets
          && waiting <= limits.bytes
          && (seconds == Double.POSITIVE_INFINITY
              || fifo.isEmpty()
              || waiting * 8.0 <= seconds * context.bitsPerSecond());
    }

    @Override
    public @Nullable Packet take(long now) {
      return fifo.isEmpty() ? null : fifo.remove();
    }

    @Override
    public int packets() {
      return fifo.packets();
    }

    @Override
    public long bytes() {
      return fifo.bytes();
    }
  }
}
