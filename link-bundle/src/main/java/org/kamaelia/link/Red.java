package org.kamaelia.link;

import org.jspecify.annotations.Nullable;

/**
 * Random early detection: S. Floyd and V. Jacobson, "Random Early Detection Gateways for Congestion
 * Avoidance", 1993, section IV, with the author's later advice (gentle, 2000). The average length
 * of the queue decides how probable it is that a packet is dropped as it comes; between {@code
 * maximum} and twice that the probability goes up to 1. Packets dropped by chance are marked
 * instead where they can be.
 *
 * @param limit the most packets that wait
 * @param minimum the average length in packets up to which none is dropped by chance
 * @param maximum the average length at which the probability is {@code most}
 * @param most the probability there, 0 to 1
 * @param weight how much the length now counts in the average, 0 to 1
 * @param ecn whether packets are marked
 */
public record Red(
    int limit, double minimum, double maximum, double most, double weight, boolean ecn)
    implements Discipline {

  /** The bytes of a packet, for how many could have come while the link was idle. */
  private static final int MEAN_PACKET = 500;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if they make no sense
   */
  public Red {
    Probability.check("most", most);
    Probability.check("weight", weight);
    if (limit < 1 || minimum < 0 || maximum <= minimum || most == 0 || weight == 0) {
      throw new IllegalArgumentException(
          "RED between %s and %s of %d packets, probability %s, weight %s"
              .formatted(minimum, maximum, limit, most, weight));
    }
  }

  /** With ns-3's defaults: 5 to 15 of 25 packets, one in 50, weight 0.002, no marks. */
  public static Red standard() {
    return new Red(25, 5, 15, 0.02, 0.002, false);
  }

  @Override
  public PacketQueue begin(QueueContext context) {
    return new Queue(this, context);
  }

  private static final class Queue implements PacketQueue {
    private final Red red;
    private final QueueContext context;
    private final PacketFifo fifo = new PacketFifo();
    private double average;

    /** Packets since the last one that was dropped by chance. */
    private int count;

    /** Whether the average was above the minimum for the packet before. */
    private boolean above;

    /** When the queue became empty; {@link Long#MAX_VALUE} while it is not. */
    private long idleSince = Long.MAX_VALUE;

    Queue(Red red, QueueContext context) {
      this.red = red;
      this.context = context;
    }

    @Override
    public void put(Packet packet, long now) {
      average(now);
      count++;
      Packet taken = packet;
      if (average >= red.minimum && fifo.packets() > 1) {
        if (average >= 2 * red.maximum) {
          context.dropped(packet, Drop.QUEUE_MANAGED);
          return;
        }
        if (!above) {
          above = true;
          count = 1;
        } else if (chosen()) {
          count = 0;
          if (!red.ecn || packet.ecn() == Ecn.NOT_ECT) {
            context.dropped(packet, Drop.QUEUE_MANAGED);
            return;
          }
          taken = context.marked(packet);
        }
      } else {
        above = false;
      }
      if (fifo.packets() >= red.limit) {
        context.dropped(packet, Drop.QUEUE_FULL);
      } else {
        fifo.add(taken, now);
      }
    }

    /** As if short packets had come to an empty queue while the link was idle. */
    private void average(long now) {
      double missed = 0;
      if (idleSince != Long.MAX_VALUE) {
        missed = Math.floor((now - idleSince) / 1e9 * context.bitsPerSecond() / 8 / MEAN_PACKET);
        idleSince = Long.MAX_VALUE;
      }
      average = average * Math.pow(1 - red.weight, missed + 1) + red.weight * fifo.packets();
    }

    /** Spread evenly: not again soon after a drop, and surely after a while. */
    private boolean chosen() {
      double probability =
          average < red.maximum
              ? red.most * (average - red.minimum) / (red.maximum - red.minimum)
              : red.most + (1 - red.most) * (average - red.maximum) / red.maximum;
      double due = count * probability;
      if (due < 1) {
        return false;
      }
      return due >= 2 || context.random().nextDouble() < probability / (2 - due);
    }

    @Override
    public @Nullable Packet take(long now) {
      if (fifo.isEmpty()) {
        return null;
      }
      Packet packet = fifo.remove();
      if (fifo.isEmpty()) {
        idleSince = now;
      }
      return packet;
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
