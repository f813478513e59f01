package org.kamaelia.testbed.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Outbox;
import org.kamaelia.net.Datagram;

/**
 * Receives a stream of RTP and reports what came, RFC 8888: datagrams come to the inbox, their RTP
 * packets leave at the outbox, and reports for who sent them at {@link #feedback}. There is a
 * report at each interval in which something came. It tells of what came since the one before the
 * last, so one report may be lost without harm.
 */
public final class MediaReceiver extends Component<Datagram, ByteBuffer> {
  private static final int HEADER = 12;

  private final Outbox<Datagram> feedback = addOutbox("feedback", Datagram.class);
  private final Duration interval;

  /** What came, from the first that is to be told of on. */
  private final TreeMap<Long, Arrival> came = new TreeMap<>();

  private long highest = -1;

  /** Where the next report begins, and the one after that. */
  private long begin;

  private long next;
  private boolean news;

  private record Arrival(long time, int ecn) {}

  /**
   * Makes a receiver.
   *
   * @param interval from one report to the next
   */
  public MediaReceiver(Duration interval) {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("reports are some time apart, not " + interval);
    }
    this.interval = interval;
  }

  /** Reports, to whom they are for. */
  public Outbox<Datagram> feedback() {
    return feedback;
  }

  @Override
  protected void run() {
    Datagram first = inbox.receive();
    take(first);
    long due = clock().nanoTime() + interval.toNanos();
    while (!inbox.atEnd()) {
      long now = clock().nanoTime();
      if (now >= due) {
        report(first.peer(), now);
        due += interval.toNanos();
      } else if (select(Duration.ofNanos(due - now), inbox).isPresent()) {
        inbox.poll().ifPresent(this::take);
      }
    }
  }

  private void take(Datagram datagram) {
    ByteBuffer packet = datagram.payload();
    if (packet.remaining() < HEADER) {
      return;
    }
    short low = packet.getShort(packet.position() + 2);
    long number = highest < 0 ? Short.toUnsignedInt(low) : MediaSender.number(low, highest);
    if (highest < 0) {
      begin = number;
      next = number;
    }
    highest = Math.max(highest, number);
    news = true;
    came.putIfAbsent(number, new Arrival(clock().nanoTime(), datagram.trafficClass() & 3));
    outbox.send(packet);
  }

  private void report(InetSocketAddress to, long now) {
    if (!news) {
      return;
    }
    news = false;
    // a report tells of a quarter of all numbers at most
    begin = Math.max(begin, highest - FeedbackPacket.MOST_PACKETS + 1);
    int stamp = FeedbackPacket.stamp(now);
    long stamped = FeedbackPacket.nanos(stamp, now);
    List<FeedbackPacket.Metric> metrics = new ArrayList<>();
    for (long number = begin; number <= highest; number++) {
      Arrival arrival = came.get(number);
      metrics.add(
          arrival == null
              ? FeedbackPacket.Metric.LOST
              : FeedbackPacket.Metric.received(arrival.ecn, stamped - arrival.time));
    }
    feedback.trySend(
        new Datagram(to, new FeedbackPacket(0, (int) begin & 0xFFFF, stamp, metrics).bytes()));
    begin = next;
    next = highest + 1;
    came.headMap(begin).clear();
  }
}
