package org.kamaelia.link;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a path. A packet is checked against the MTU, waits in the queue, is sent into
 * the wire at the rate, is perhaps lost, corrupted or doubled there, and comes out after its delay.
 * Where it is sent and when is decided by nothing but the settings, the random generator and the
 * timeline, so the same ones give the same again.
 *
 * <p>All calls are made on the timeline's thread. A packet always comes out by way of the timeline,
 * never within {@link #send}.
 */
public final class Link {
  private final Timeline timeline;
  private final Consumer<Packet> exit;
  private final Tally tally = new Tally();
  private final Wire wire;
  private final QueueContext context;
  private final Runnable wake = this::wake;

  private LinkSpec spec;
  private Rate.Sender sender;

  private PacketQueue queue;

  /** Of former settings, with packets that come before those of the queue. */
  private final ArrayDeque<PacketQueue> older = new ArrayDeque<>(0);

  /** When the packet that is being sent is out. */
  private long busyUntil = Long.MIN_VALUE;

  /** What is being sent at a rate of 0, for ever as things are. */
  private @Nullable Packet stuck;

  /** When {@link #wake} is called next, {@link Rate#NEVER} if it is not. */
  private long wakesAt = Rate.NEVER;

  /**
   * A link that is idle.
   *
   * @param random this link's own, derived from the run's seed and the link's name. Four numbers
   *     are drawn, of which loss, delay, queue and faults get generators of their own: other
   *     settings of one do not change what happens in the others.
   * @param exit where the packets come out
   */
  public Link(LinkSpec spec, RandomGenerator random, Timeline timeline, Consumer<Packet> exit) {
    this.spec = spec;
    this.timeline = timeline;
    this.exit = exit;
    var lossRandom = new SplittableRandom(random.nextLong());
    var delayRandom = new SplittableRandom(random.nextLong());
    var queueRandom = new SplittableRandom(random.nextLong());
    var faultRandom = new SplittableRandom(random.nextLong());
    wire = new Wire(spec, timeline, tally, this::exits, lossRandom, delayRandom, faultRandom);
    context = new Context(queueRandom);
    sender = spec.rate().begin();
    queue = spec.queue().begin(context);
  }

  /** Sends a packet, at the timeline's present time. */
  public void send(Packet packet) {
    tally.entered(packet);
    if (packet.length() > spec.mtu()) {
      tally.dropped(packet, Drop.TOO_LARGE);
      return;
    }
    long now = timeline.now();
    if (spec.rate() == Rate.UNLIMITED && packets() == 0 && busyUntil <= now) {
      wire.carry(packet, now, now);
      return;
    }
    queue.put(packet, now);
    serve(now);
    tally.queued(packets(), bytes());
  }

  /** The present settings. */
  public LinkSpec spec() {
    return spec;
  }

  /**
   * Changes the settings. What is on the wire stays as it is, and what is queued stays queued: it
   * is sent before what comes to the new queue, whose limit does not count it. A packet that is
   * being sent is not sent again, unless it was stuck at a rate of 0. A loss, rate or queue that is
   * equal to the former one goes on where it was.
   */
  public void spec(LinkSpec to) {
    LinkSpec from = spec;
    spec = to;
    wire.spec(to);
    if (!to.queue().equals(from.queue())) {
      older.add(queue);
      queue = to.queue().begin(context);
    }
    if (!to.rate().equals(from.rate())) {
      sender = to.rate().begin();
      if (stuck != null) {
        busyUntil = Long.MIN_VALUE;
      }
    }
    serve(timeline.now());
  }

  /** What it has done so far. */
  public LinkCounters counters() {
    return tally.counters(packets(), bytes());
  }

  /**
   * Has somebody told of each packet's fate, instead of whoever was told.
   *
   * @param watch null for nobody
   */
  public void watch(@Nullable LinkWatch watch) {
    tally.watch(watch);
  }

  private void wake() {
    long now = timeline.now();
    if (now >= wakesAt) {
      wakesAt = Rate.NEVER;
    }
    serve(now);
  }

  /** Sends what can be sent now, and sees to it that the rest is, later. */
  private void serve(long now) {
    while (true) {
      if (busyUntil > now) {
        wakeAt(busyUntil);
        return;
      }
      Packet packet = stuck;
      if (packet == null && packets() == 0) {
        return;
      }
      long ready = sender.ready(now);
      if (ready > now) {
        wakeAt(ready);
        return;
      }
      if (packet == null) {
        packet = take(now);
      }
      if (packet == null) {
        return;
      }
      busyUntil = sender.finish(now, packet.length());
      stuck = busyUntil == Rate.NEVER ? packet : null;
      if (stuck == null) {
        wire.carry(packet, now, busyUntil);
      }
    }
  }

  private void wakeAt(long time) {
    // without a packet that waits there is nothing to wake for: that saves an event for each
    if (time < wakesAt && (stuck != null || packets() > 0)) {
      wakesAt = time;
      timeline.at(time, wake);
    }
  }

  private @Nullable Packet take(long now) {
    while (!older.isEmpty()) {
      Packet packet = older.getFirst().take(now);
      if (packet != null) {
        return packet;
      }
      older.removeFirst();
    }
    return queue.take(now);
  }

  private int packets() {
    int sum = queue.packets();
    if (!older.isEmpty()) {
      sum += older.stream().mapToInt(PacketQueue::packets).sum();
    }
    return sum;
  }

  private long bytes() {
    long sum = queue.bytes();
    if (!older.isEmpty()) {
      sum += older.stream().mapToLong(PacketQueue::bytes).sum();
    }
    return sum;
  }

  private void exits(Packet packet) {
    tally.left(packet);
    exit.accept(packet);
  }

  private final class Context implements QueueContext {
    private final RandomGenerator random;

    Context(RandomGenerator random) {
      this.random = random;
    }

    @Override
    public RandomGenerator random() {
      return random;
    }

    @Override
    public long bitsPerSecond() {
      return sender.bitsPerSecond(timeline.now());
    }

    @Override
    public void dropped(Packet packet, Drop why) {
      tally.dropped(packet, why);
    }

    @Override
    public Packet marked(Packet packet) {
      tally.marked();
      return packet.marked();
    }
  }
}
