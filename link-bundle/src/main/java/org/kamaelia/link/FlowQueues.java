package org.kamaelia.link;

import org.jspecify.annotations.Nullable;

/** The queues of FQ-CoDel; names as in RFC 8290, section 4. */
final class FlowQueues implements PacketQueue {
  /** The most that are dropped at a time, so that the search for the longest queue is rare. */
  private static final int BATCH = 64;

  private final FqCoDel settings;
  private final QueueContext context;

  /** Made when they are first needed. */
  private final FqCoDel.@Nullable Flow[] flows;

  /** What flows are hashed with, so that no two links put the same flows together. */
  private final int salt;

  private final FlowList newFlows = new FlowList();
  private final FlowList oldFlows = new FlowList();
  private int packets;
  private long bytes;

  FlowQueues(FqCoDel settings, QueueContext context) {
    this.settings = settings;
    this.context = context;
    flows = new FqCoDel.Flow[settings.flows()];
    salt = context.random().nextInt();
  }

  @Override
  public void put(Packet packet, long now) {
    FqCoDel.Flow flow = flow(packet.flow());
    flow.fifo.add(packet, now);
    packets++;
    bytes += packet.length();
    if (!flow.listed) {
      flow.listed = true;
      flow.deficit = settings.quantum();
      newFlows.add(flow);
    }
    if (packets > settings.codel().limit()) {
      dropFromLongest();
    }
  }

  private FqCoDel.Flow flow(int hash) {
    int mixed = (hash ^ salt) * 0x9E3779B9;
    int index = (int) (((mixed ^ (mixed >>> 15)) & 0xFFFFFFFFL) % flows.length);
    FqCoDel.Flow flow = flows[index];
    if (flow == null) {
      flow = new FqCoDel.Flow(settings.codel(), context);
      flows[index] = flow;
    }
    return flow;
  }

  private void dropFromLongest() {
    ControlledFifo longest = null;
    for (FqCoDel.Flow flow : flows) {
      if (flow != null && (longest == null || flow.fifo.bytes() > longest.bytes())) {
        longest = flow.fifo;
      }
    }
    if (longest == null) {
      return;
    }
    long half = longest.bytes() / 2;
    for (int i = 0; i < BATCH && longest.bytes() > half; i++) {
      Packet packet = longest.remove();
      packets--;
      bytes -= packet.length();
      context.dropped(packet, Drop.QUEUE_FULL);
    }
  }

  @Override
  public @Nullable Packet take(long now) {
    while (true) {
      boolean isNew = !newFlows.isEmpty();
      FlowList list = isNew ? newFlows : oldFlows;
      FqCoDel.Flow flow = list.first();
      if (flow == null) {
        return null;
      }
      if (flow.deficit <= 0) {
        flow.deficit += settings.quantum();
        list.remove();
        oldFlows.add(flow);
        continue;
      }
      int had = flow.fifo.packets();
      long hadBytes = flow.fifo.bytes();
      Packet packet = flow.fifo.take(now);
      packets -= had - flow.fifo.packets();
      bytes -= hadBytes - flow.fifo.bytes();
      if (packet != null) {
        flow.deficit -= packet.length();
        return packet;
      }
      list.remove();
      if (isNew && !oldFlows.isEmpty()) {
        // it has to wait for a turn of the others before it is new again
        oldFlows.add(flow);
      } else {
        flow.listed = false;
      }
    }
  }

  @Override
  public int packets() {
    return packets;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** Flows in their order, by their own links. */
  private static final class FlowList {
    private FqCoDel.@Nullable Flow head;
    private FqCoDel.@Nullable Flow tail;

    boolean isEmpty() {
      return head == null;
    }

    FqCoDel.@Nullable Flow first() {
      return head;
    }

    void add(FqCoDel.Flow flow) {
      FqCoDel.Flow last = tail;
      if (last == null) {
        head = flow;
      } else {
        last.next = flow;
      }
      tail = flow;
    }

    /** Removes the first one, of which there is one. */
    void remove() {
      FqCoDel.Flow first = head;
      assert first != null : "nothing to remove";
      head = first.next;
      first.next = null;
      if (head == null) {
        tail = null;
      }
    }
  }
}
