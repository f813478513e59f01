package org.kamaelia.testbed.media;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.kamaelia.axon.Component;
import org.kamaelia.axon.Inbox;
import org.kamaelia.axon.Outbox;

/**
 * Sends RTP packets at the rate that a {@link RateControl} allows, and asks the encoder for its
 * rate: packets come to the inbox and leave at the outbox, reports of RFC 8888 come to {@link
 * #feedback}, and the encoder's rate goes out of {@link #rates}. What may not leave yet waits here,
 * which the control is told.
 */
public final class MediaSender extends Component<ByteBuffer, ByteBuffer> {
  /** Packets whose time of sending is known: more than are under way. */
  private static final int KNOWN = 1 << 13;

  private final Inbox<ByteBuffer> feedback = addInbox("feedback", ByteBuffer.class);
  private final Outbox<Long> rates = addOutbox("rates", Long.class);
  private final RateControl control;
  private final RateRange range;
  private final ArrayDeque<ByteBuffer> buffer = new ArrayDeque<>();
  private int buffered;

  /** When the next packet may leave. */
  private long free;

  /** By number, modulo their count: when and how long. */
  private final long[] sent = new long[KNOWN];

  private final int[] length = new int[KNOWN];

  /** The number of the packet sent last; -1 before the first. */
  private long last = -1;

  /** The first packet that no report has told of. */
  private long untold;

  private long asked;

  /** Makes a sender. */
  public MediaSender(RateControl control, RateRange range) {
    this.control = control;
    this.range = range;
  }

  /** Where reports come. */
  public Inbox<ByteBuffer> feedback() {
    return feedback;
  }

  /** The rates that the encoder is asked for, in bits a second. */
  public Outbox<Long> rates() {
    return rates;
  }

  @Override
  protected void run() {
    free = clock().nanoTime();
    control.begin(range, free);
    ask();
    while (!inbox.atEnd() || !buffer.isEmpty()) {
      long now = clock().nanoTime();
      for (var report = feedback.poll(); report.isPresent(); report = feedback.poll()) {
        FeedbackPacket.read(report.get()).ifPresent(it -> hear(it, now));
      }
      for (var packet = inbox.poll(); packet.isPresent(); packet = inbox.poll()) {
        buffer.add(packet.get());
        buffered += packet.get().remaining();
      }
      if (!buffer.isEmpty() && now >= free) {
        send(now);
      } else {
        rest(now);
      }
    }
  }

  private void send(long now) {
    ByteBuffer packet = buffer.removeFirst();
    int bytes = packet.remaining();
    long rate = control.sendingRate(buffered);
    buffered -= bytes;
    last = number(packet.getShort(packet.position() + 2), last + 1);
    sent[place(last)] = now;
    length[place(last)] = bytes;
    free = now + Math.round(bytes * 8e9 / rate);
    outbox.send(packet);
  }

  private void rest(long now) {
    List<Inbox<?>> boxes = new ArrayList<>(2);
    for (Inbox<?> box : List.of(feedback, inbox)) {
      if (!box.atEnd()) {
        boxes.add(box);
      }
    }
    if (!buffer.isEmpty()) {
      select(Duration.ofNanos(free - now), boxes.toArray(Inbox<?>[]::new));
    } else if (!boxes.isEmpty()) {
      select(boxes.toArray(Inbox<?>[]::new));
    }
  }

  private void hear(FeedbackPacket report, long now) {
    long reported = FeedbackPacket.nanos(report.stamp(), now);
    long begin = number((short) report.begin(), last);
    List<Feedback.Packet> packets = new ArrayList<>();
    long trip = -1;
    for (int i = 0; i < report.packets().size(); i++) {
      long number = begin + i;
      FeedbackPacket.Metric metric = report.packets().get(i);
      if (number > last || number <= last - KNOWN || (metric.received() && !metric.hasTime())) {
        continue;
      }
      long before = Math.round(metric.offset() * (1e9 / 1024));
      if (metric.received()) {
        trip = now - sent[place(number)] - before;
      }
      if (number >= untold) {
        packets.add(
            new Feedback.Packet(
                number,
                length[place(number)],
                sent[place(number)],
                metric.received() ? reported - before : Feedback.Packet.LOST,
                metric.ecn() == 3));
      }
    }
    untold = Math.max(untold, begin + report.packets().size());
    if (!packets.isEmpty()) {
      control.feedback(new Feedback(now, reported, trip, packets));
      ask();
    }
  }

  private void ask() {
    long rate = control.encoderRate(buffered);
    if (rate != asked) {
      asked = rate;
      rates.trySend(rate);
    }
  }

  private static int place(long number) {
    return (int) (number % KNOWN);
  }

  /** The number that ends in these 16 bits and is nearest to another one. */
  static long number(short low, long near) {
    return near + (short) (low - near);
  }
}
