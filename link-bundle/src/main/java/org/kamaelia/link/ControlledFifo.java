package org.kamaelia.link;

import org.jspecify.annotations.Nullable;

/** A queue with CoDel at its end; names and order as in RFC 8289, section 5. */
final class ControlledFifo {
  /** Below this many bytes a drop would not make the wait shorter. */
  private static final int LONGEST_PACKET = 1500;

  private final long target;
  private final long interval;
  private final boolean ecn;
  private final QueueContext context;
  private final PacketFifo fifo = new PacketFifo();

  /** When the wait will have been too long for an interval; 0 while it is not too long. */
  private long firstAbove;

  private boolean dropping;
  private long dropNext;
  private int count;
  private int lastCount;

  /** Of the packet that {@link #first} gave. */
  private boolean mayDrop;

  ControlledFifo(CoDel codel, QueueContext context) {
    target = codel.target().toNanos();
    interval = codel.interval().toNanos();
    ecn = codel.ecn();
    this.context = context;
  }

  void add(Packet packet, long now) {
    fifo.add(packet, now);
  }

  /** Without a drop by its own choice. */
  Packet remove() {
    return fifo.remove();
  }

  boolean isEmpty() {
    return fifo.isEmpty();
  }

  int packets() {
    return fifo.packets();
  }

  long bytes() {
    return fifo.bytes();
  }

  /** The next packet to be sent, or null if none is left. */
  @Nullable Packet take(long now) {
    Packet packet = first(now);
    if (dropping) {
      if (!mayDrop) {
        dropping = false;
      }
      while (packet != null && dropping && now >= dropNext) {
        count++;
        if (canMark(packet)) {
          dropNext = controlLaw(dropNext);
          return context.marked(packet);
        }
        context.dropped(packet, Drop.QUEUE_MANAGED);
        packet = first(now);
        if (mayDrop) {
          dropNext = controlLaw(dropNext);
        } else {
          dropping = false;
        }
      }
    } else if (packet != null && mayDrop) {
      if (canMark(packet)) {
        packet = context.marked(packet);
      } else {
        context.dropped(packet, Drop.QUEUE_MANAGED);
        packet = first(now);
      }
      dropping = true;
      // near the rate that did it the last time, if that was not long ago
      int delta = count - lastCount;
      count = delta > 1 && now - dropNext < 16 * interval ? delta : 1;
      dropNext = controlLaw(now);
      lastCount = count;
    }
    return packet;
  }

  private boolean canMark(Packet packet) {
    return ecn && packet.ecn() != Ecn.NOT_ECT;
  }

  /** RFC 8289's dodequeue. */
  private @Nullable Packet first(long now) {
    mayDrop = false;
    if (fifo.isEmpty()) {
      firstAbove = 0;
      return null;
    }
    long wait = now - fifo.time();
    Packet packet = fifo.remove();
    if (wait < target || fifo.bytes() <= LONGEST_PACKET) {
      firstAbove = 0;
    } else if (firstAbove == 0) {
      firstAbove = now + interval;
    } else {
      mayDrop = now >= firstAbove;
    }
    return packet;
  }

  private long controlLaw(long time) {
    return time + Math.round(interval / Math.sqrt(count));
  }
}
