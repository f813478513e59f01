package org.kamaelia.link;

import org.jspecify.annotations.Nullable;

/**
 * Flow queueing with CoDel, RFC 8290: flows are hashed into queues of their own, which take turns
 * by bytes, those of new flows first; each has CoDel.
 *
 * @param codel target, interval and marks, and the limit in packets for all queues together; beyond
 *     it the longest queue loses packets from its head, half of it or 64
 * @param flows how many queues
 * @param quantum bytes in a turn
 */
public record FqCoDel(CoDel codel, int flows, int quantum) implements Discipline {

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public FqCoDel {
    if (flows < 1 || quantum < 1) {
      throw new IllegalArgumentException(
          "FQ-CoDel with " + flows + " flows and a quantum of " + quantum + " bytes");
    }
  }

  /** With RFC 8290's defaults, section 5.2: 1,024 queues, 1,514 bytes, 10,240 packets. */
  public static FqCoDel standard() {
    CoDel codel = CoDel.standard();
    return new FqCoDel(
        new CoDel(10_240, codel.target(), codel.interval(), codel.ecn()), 1024, 1514);
  }

  @Override
  public PacketQueue begin(QueueContext context) {
    return new FlowQueues(this, context);
  }

  /** A flow's queue, also an item of one of two lists. */
  static final class Flow {
    final ControlledFifo fifo;
    int deficit;
    boolean listed;
    @Nullable Flow next;

    Flow(CoDel codel, QueueContext context) {
      fifo = new ControlledFifo(codel, context);
    }
  }
}
