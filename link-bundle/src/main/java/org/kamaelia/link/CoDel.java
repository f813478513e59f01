package org.kamaelia.link;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Controlled delay, RFC 8289: once every packet of an interval has waited for longer than the
 * target, packets are dropped as they are taken, at first one each interval, then ever faster.
 *
 * @param limit the most packets that wait
 * @param target the wait that is fine
 * @param interval about the round-trip time of the slowest flows
 * @param ecn whether packets are marked instead where they can be
 */
public record CoDel(int limit, Duration target, Duration interval, boolean ecn)
    implements Discipline {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public CoDel {
    if (limit < 1 || !target.isPositive() || !interval.isPositive()) {
      throw new IllegalArgumentException(
          "CoDel with %d packets, target %s, interval %s".formatted(limit, target, interval));
    }
  }

  /** With RFC 8289's advice, section 4.4: 5 ms, 100 ms; 1,000 packets, and marks. */
  public static CoDel standard() {
    return new CoDel(1000, Duration.ofMillis(5), Duration.ofMillis(100), true);
  }

  @Override
  public PacketQueue begin(QueueContext context) {
    return new Queue(this, context);
  }

  private static final class Queue implements PacketQueue {
    private final int limit;
    private final QueueContext context;
    private final ControlledFifo fifo;

    Queue(CoDel codel, QueueContext context) {
      limit = codel.limit;
      this.context = context;
      fifo = new ControlledFifo(codel, context);
    }

    @Override
    public void put(Packet packet, long now) {
      if (fifo.packets() < limit) {
        fifo.add(packet, now);
      } else {
        context.dropped(packet, Drop.QUEUE_FULL);
      }
    }

    @Override
    public @Nullable Packet take(long now) {
      return fifo.take(now);
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
