package org.kamaelia.link;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Proportional integral controller enhanced, RFC 8033: packets are dropped as they come, with a
 * probability that a controller moves every update by how far the wait is from the target, and how
 * fast it grows. The wait is measured by time stamps, RFC 8033, section 5.2's alternative.
 *
 * @param limit the most packets that wait
 * @param target the wait that is aimed at, QDELAY_REF
 * @param update the time between two moves of the probability, T_UPDATE
 * @param burst for how long packets pass at the beginning of a congestion, MAX_BURST
 * @param ecn whether packets are marked instead where they can be, while the probability is at most
 *     a tenth
 */
public record Pie(int limit, Duration target, Duration update, Duration burst, boolean ecn)
    implements Discipline {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public Pie {
    if (limit < 1 || !target.isPositive() || !update.isPositive() || burst.isNegative()) {
      throw new IllegalArgumentException(
          "PIE with %d packets, target %s, update %s, burst %s"
              .formatted(limit, target, update, burst));
    }
  }

  /** With RFC 8033's defaults, section 4: 15 ms, 15 ms, 150 ms; 1,000 packets, and marks. */
  public static Pie standard() {
    return new Pie(
        1000, Duration.ofMillis(15), Duration.ofMillis(15), Duration.ofMillis(150), true);
  }

  @Override
  public PacketQueue begin(QueueContext context) {
    return new Queue(this, context);
  }

  private static final class Queue implements PacketQueue {
    private static final double ALPHA = 0.125;
    private static final double BETA = 1.25;
    private static final int MEAN_PACKET = 1024;
    private static final double MOST_MARKED = 0.1;

    private final Pie pie;
    private final QueueContext context;
    private final long target;
    private final long interval;
    private final PacketFifo fifo = new PacketFifo();
    private double probability;
    private long burstLeft;

    /** What the packet taken last had waited for. */
    private long wait;

    /** The wait at the last update. */
    private long oldWait;

    private long nextUpdate = Long.MIN_VALUE;

    Queue(Pie pie, QueueContext context) {
      this.pie = pie;
      this.context = context;
      target = pie.target.toNanos();
      interval = pie.update.toNanos();
      burstLeft = pie.burst.toNanos();
    }

    @Override
    public void put(Packet packet, long now) {
      update(now);
      Packet taken = packet;
      if (fifo.packets() >= pie.limit) {
        context.dropped(packet, Drop.QUEUE_FULL);
        return;
      }
      if (chosen()) {
        if (!pie.ecn || packet.ecn() == Ecn.NOT_ECT || probability > MOST_MARKED) {
          context.dropped(packet, Drop.QUEUE_MANAGED);
          return;
        }
        taken = context.marked(packet);
      }
      fifo.add(taken, now);
    }

    /** RFC 8033, section 4.1. */
    private boolean chosen() {
      boolean spared =
          burstLeft > 0
              || (oldWait < target / 2 && probability < 0.2)
              || fifo.bytes() <= 2 * MEAN_PACKET;
      return !spared && context.random().nextDouble() < probability;
    }

    @Override
    public @Nullable Packet take(long now) {
      update(now);
      if (fifo.isEmpty()) {
        return null;
      }
      wait = now - fifo.time();
      return fifo.remove();
    }

    /**
     * Makes up for the updates since the last call: nothing changed in between, so it is as if each
     * had happened in its time, and an idle link needs no timer.
     */
    private void update(long now) {
      if (nextUpdate == Long.MIN_VALUE) {
        nextUpdate = now + interval;
      }
      while (nextUpdate <= now) {
        move();
        nextUpdate += interval;
        if (probability == 0 && oldWait == 0 && fifo.isEmpty() && nextUpdate <= now) {
          // all further ones would do the same
          nextUpdate += Math.ceilDiv(now - nextUpdate + 1, interval) * interval;
        }
      }
    }

    /** RFC 8033, sections 4.2, 4.4 and 5.5. */
    private void move() {
      long current = fifo.isEmpty() ? 0 : wait;
      double step = (ALPHA * (current - target) + BETA * (current - oldWait)) / 1e9 * scale();
      if (probability >= 0.1) {
        step = Math.min(step, 0.02);
      }
      probability += step;
      if (current == 0 && oldWait == 0) {
        probability *= 0.98;
      }
      probability = Math.clamp(probability, 0, 1);
      burstLeft = Math.max(0, burstLeft - interval);
      if (probability == 0 && current < target / 2 && oldWait < target / 2) {
        burstLeft = pie.burst.toNanos();
      }
      oldWait = current;
    }

    /** The smaller the probability, the smaller the steps. */
    private double scale() {
      if (probability < 0.000001) {
        return 1 / 2048d;
      } else if (probability < 0.00001) {
        return 1 / 512d;
      } else if (probability < 0.0001) {
        return 1 / 128d;
      } else if (probability < 0.001) {
        return 1 / 32d;
      } else if (probability < 0.01) {
        return 1 / 8d;
      } else if (probability < 0.1) {
        return 1 / 2d;
      }
      return 1;
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
