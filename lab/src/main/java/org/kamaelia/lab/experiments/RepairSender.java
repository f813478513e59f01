package org.kamaelia.lab.experiments;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Datagram;

/**
 * Sends a stream of media packets to a group, with parities, and again what receivers ask for; a
 * packet that many want is sent again once for all of them.
 */
final class RepairSender extends Component<Datagram, ByteBuffer> {

  private final byte[][] content;
  private final Duration interval;
  private final Parities parities;
  private final long holdOff;
  private final Map<Integer, RepairPacket> sent = new LinkedHashMap<>();
  private final Map<Integer, Long> repeated = new LinkedHashMap<>();
  private long parityBytes;
  private long repeatedBytes;
  private long mediaBytes;

  /**
   * Makes one.
   *
   * @param content of the media packets
   * @param interval from one to the next
   * @param holdOff for how long a packet that was sent again is not sent once more
   */
  RepairSender(byte[][] content, Duration interval, Parities parities, Duration holdOff) {
    this.content = content;
    this.interval = interval;
    this.parities = parities;
    this.holdOff = holdOff.toNanos();
  }

  @Override
  protected void run() {
    long begin = clock().nanoTime();
    for (int number = 0; number < content.length; number++) {
      hearUntil(begin + number * interval.toNanos());
      RepairPacket media = RepairPacket.media(number, clock().nanoTime(), content[number]);
      sent.put(number, media);
      mediaBytes += send(media);
      for (RepairPacket parity : parities.after(media)) {
        parityBytes += send(parity);
      }
    }
    for (Datagram wish : inbox) {
      hear(wish);
    }
  }

  private long send(RepairPacket packet) {
    ByteBuffer bytes = packet.bytes();
    outbox.send(bytes);
    return bytes.remaining();
  }

  private void hearUntil(long time) {
    for (long left = time - clock().nanoTime(); left > 0; left = time - clock().nanoTime()) {
      Optional<Datagram> wish = inbox.receive(Duration.ofNanos(left));
      wish.ifPresent(this::hear);
    }
  }

  private void hear(Datagram datagram) {
    RepairPacket wish = RepairPacket.read(datagram.payload());
    RepairPacket media = sent.get(wish.base());
    long now = clock().nanoTime();
    Long before = repeated.get(wish.base());
    if (media != null
        && wish.kind() == RepairPacket.Kind.WANTED
        && (before == null || now - before >= holdOff)) {
      repeated.put(wish.base(), now);
      repeatedBytes += send(media);
    }
  }

  /** Bytes beyond those of media, as a part of these. */
  double overhead() {
    return (double) (parityBytes + repeatedBytes) / mediaBytes;
  }

  /** The bytes that were sent again, as a part of those of media. */
  double repeats() {
    return (double) repeatedBytes / mediaBytes;
  }
}
