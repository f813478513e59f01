package org.kamaelia.link;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Two coupled queues, RFC 9332, with the algorithms of its appendix A: packets with {@link
 * Ecn#ECT_1} or {@link Ecn#CE} (L4S, RFC 9331) wait in one that is short, all others in a classic
 * one. A controller moves a probability p' by the wait in the classic queue, whose packets are
 * dropped, or marked where they can be, with p' squared; those of the other one are marked with p'
 * times the coupling, or as their own wait asks for, whichever is more. So a flow that halves its
 * window after a mark gets about as much as one that reduces it by the share of marks.
 *
 * @param limit the most packets that wait, in both
 * @param target the wait in the classic queue that is aimed at
 * @param slowest the longest round trip that it is to be stable for, RTT_max
 * @param coupling k
 * @param threshold the wait from which on the short queue marks by itself
 * @param range over how much more wait its marks go from none to all; zero for a step
 */
public record DualPi2(
    int limit,
    Duration target,
    Duration slowest,
    double coupling,
    Duration threshold,
    Duration range)
    implements Discipline {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is not positive, or the range is negative
   */
  public DualPi2 {
    if (limit < 1
        || !target.isPositive()
        || !slowest.isPositive()
        || !(coupling > 0)
        || !threshold.isPositive()
        || range.isNegative()) {
      throw new IllegalArgumentException(
          "DualPI2 with %d packets, target %s, slowest %s, coupling %s, threshold %s, range %s"
              .formatted(limit, target, slowest, coupling, threshold, range));
    }
  }

  /** With the RFC's defaults: 15 ms, 100 ms, 2, 800 us and 400 us; 1,000 packets. */
  public static DualPi2 standard() {
    return new DualPi2(
        1000,
        Duration.ofMillis(15),
        Duration.ofMillis(100),
        2,
        Duration.ofNanos(800_000),
        Duration.ofNanos(400_000));
  }

  @Override
  public PacketQueue begin(QueueContext context) {
    return new Queue(this, context);
  }

  /** Names as in the RFC's pseudocode, where they are no others here. */
  private static final class Queue implements PacketQueue {
    /** The classic queue's part of the bytes while both have packets. */
    private static final int CLASSIC_WEIGHT = 1;

    private static final int L4S_WEIGHT = 15;

    private final int limit;
    private final QueueContext context;
    private final double target;
    private final long interval;
    private final double alpha;
    private final double beta;
    private final double coupling;
    private final double mostClassicMarks;
    private final long threshold;
    private final long range;

    private final PacketFifo l4s = new PacketFifo();
    private final PacketFifo classic = new PacketFifo();

    /** p', of which the other two are made. */
    private double base;

    /** The wait at the last update, in seconds. */
    private double oldWait;

    private long nextUpdate = Long.MIN_VALUE;

    /** What either queue's packets add up to until the next one is chosen. */
    private double l4sCount;

    private double classicCount;
    private double overloadCount;

    /** How much more than its part the L4S queue has had. */
    private long ahead;

    Queue(DualPi2 settings, QueueContext context) {
      this.context = context;
      limit = settings.limit;
      target = settings.target.toNanos() / 1e9;
      double slowest = settings.slowest.toNanos() / 1e9;
      double update = Math.min(target, slowest / 3);
      interval = Math.round(update * 1e9);
      alpha = 0.1 * update / (slowest * slowest);
      beta = 0.3 / slowest;
      coupling = settings.coupling;
      mostClassicMarks = Math.min(1 / (coupling * coupling), 1);
      threshold = settings.threshold.toNanos();
      range = settings.range.toNanos();
    }

    @Override
    public void put(Packet packet, long now) {
      update(now);
      if (packets() >= limit) {
        context.dropped(packet, Drop.QUEUE_FULL);
      } else if (isL4s(packet)) {
        l4s.add(packet, now);
      } else {
        classic.add(packet, now);
      }
    }

    private static boolean isL4s(Packet packet) {
      return packet.ecn() == Ecn.ECT_1 || packet.ecn() == Ecn.CE;
    }

    @Override
    public @Nullable Packet take(long now) {
      update(now);
      while (packets() > 0) {
        Packet packet = isTurnOfL4s() ? takeL4s(now) : takeClassic();
        if (packet != null) {
          return packet;
        }
      }
      return null;
    }

    /** Weighted round robin, in bytes. */
    private boolean isTurnOfL4s() {
      if (l4s.isEmpty() || classic.isEmpty()) {
        ahead = 0;
        return classic.isEmpty();
      }
      return ahead <= 0;
    }

    private @Nullable Packet takeL4s(long now) {
      // a wait for nothing but its own sending is no queue, however slow the link is
      long wait = l4s.packets() > 1 ? now - l4s.time() : 0;
      Packet packet = l4s.remove();
      ahead += (long) packet.length() * CLASSIC_WEIGHT;
      double coupled = coupling * base;
      if (coupled < 1) {
        l4sCount += Math.max(ramp(wait), coupled);
      } else {
        // too much for marks alone
        overloadCount += base * base;
        if (overloadCount > 1) {
          overloadCount--;
          context.dropped(packet, Drop.QUEUE_MANAGED);
          return null;
        }
        l4sCount += 1;
      }
      if (l4sCount > 1) {
        l4sCount--;
        return packet.ecn() == Ecn.CE ? packet : context.marked(packet);
      }
      return packet;
    }

    /** What the L4S queue's own wait asks for. */
    private double ramp(long wait) {
      if (wait >= threshold + range) {
        return 1;
      }
      return wait > threshold ? (wait - threshold) / (double) range : 0;
    }

    private @Nullable Packet takeClassic() {
      Packet packet = classic.remove();
      ahead -= (long) packet.length() * L4S_WEIGHT;
      double share = base * base;
      classicCount += share;
      if (classicCount > 1) {
        classicCount--;
        if (packet.ecn() == Ecn.NOT_ECT || share >= mostClassicMarks) {
          context.dropped(packet, Drop.QUEUE_MANAGED);
          return null;
        }
        return context.marked(packet);
      }
      return packet;
    }

    /** How long the first one has waited, in seconds. */
    private static double wait(PacketFifo queue, long now) {
      return queue.isEmpty() ? 0 : (now - queue.time()) / 1e9;
    }

    /** Makes up for the updates since the last call, in which nothing came or went. */
    private void update(long now) {
      if (nextUpdate == Long.MIN_VALUE) {
        nextUpdate = now + interval;
      }
      while (nextUpdate <= now) {
        // the longer of both, as Linux has it: else L4S alone could fill all there is
        double wait = Math.max(wait(classic, nextUpdate), wait(l4s, nextUpdate));
        double step = alpha * (wait - target) + beta * (wait - oldWait);
        base = Math.clamp(base + step, 0, 1);
        oldWait = wait;
        nextUpdate += interval;
        if (base == 0 && packets() == 0 && nextUpdate <= now) {
          // all further ones would do the same
          nextUpdate += Math.ceilDiv(now - nextUpdate + 1, interval) * interval;
        }
      }
    }

    @Override
    public int packets() {
      return l4s.packets() + classic.packets();
    }

    @Override
    public long bytes() {
      return l4s.bytes() + classic.bytes();
    }
  }
}
