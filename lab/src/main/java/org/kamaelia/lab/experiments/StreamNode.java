package org.kamaelia.lab.experiments;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Datagram;

/**
 * A node of a distribution: the source, a relay, or a receiver, which is a relay of nobody. It
 * subscribes to a parent, and passes what it gets to those who subscribe to it. From a parent that
 * is silent for too long it goes to another one.
 */
final class StreamNode extends Component<Datagram, Datagram> {
  private static final long TICK = Duration.ofMillis(100).toNanos();
  private static final long RENEW = Duration.ofSeconds(1).toNanos();
  private static final long EXPIRE = Duration.ofSeconds(3).toNanos();

  private final List<InetSocketAddress> parents;
  private final Stream stream;
  private final long silence;
  private final Arrivals arrivals;

  /** Subscribers, and when each was heard of. */
  private final Map<InetSocketAddress, Long> children = new LinkedHashMap<>();

  private int parent;
  private long heard;
  private long subscribed;
  private int number;
  private boolean idle = true;

  /**
   * What a source sends.
   *
   * @param from when it begins
   * @param interval between two packets; zero for a node that is no source
   * @param bytes of a packet
   */
  record Stream(Duration from, Duration interval, int bytes) {
    static final Stream NONE = new Stream(Duration.ZERO, Duration.ZERO, 0);
  }

  /**
   * Makes one.
   *
   * @param parents where it subscribes: to the first, then to the next; none for the source
   */
  StreamNode(List<InetSocketAddress> parents, Stream stream, Duration silence, Arrivals arrivals) {
    this.parents = parents;
    this.stream = stream;
    this.silence = silence.toNanos();
    this.arrivals = arrivals;
  }

  @Override
  protected void run() {
    long begin = clock().nanoTime();
    heard = begin;
    subscribed = begin - RENEW;
    boolean isSource = parents.isEmpty();
    long tick = begin;
    long media = isSource ? begin + stream.from.toNanos() : Long.MAX_VALUE;
    while (!inbox.atEnd()) {
      long now = clock().nanoTime();
      if (now >= media) {
        ByteBuffer packet =
            new StreamMessage(StreamMessage.Kind.MEDIA, number++, now).bytes(stream.bytes);
        toAll(packet);
        media += stream.interval.toNanos();
      } else if (now >= tick) {
        tick(now);
        tick += TICK;
      } else {
        Optional<Datagram> datagram = inbox.receive(Duration.ofNanos(Math.min(media, tick) - now));
        datagram.ifPresent(this::take);
      }
    }
  }

  private void tick(long now) {
    children.values().removeIf(last -> now - last > EXPIRE);
    if (idle) {
      toAll(StreamMessage.ALIVE.bytes(0));
    }
    idle = true;
    if (parents.isEmpty()) {
      return;
    }
    if (now - heard > silence) {
      parent = (parent + 1) % parents.size();
      heard = now;
      subscribed = now - RENEW;
    }
    if (now - subscribed >= RENEW) {
      subscribed = now;
      outbox.send(new Datagram(parents.get(parent), StreamMessage.SUBSCRIBE.bytes(0)));
    }
  }

  private void take(Datagram datagram) {
    long now = clock().nanoTime();
    StreamMessage message = StreamMessage.read(datagram.payload());
    switch (message.kind()) {
      case SUBSCRIBE -> children.put(datagram.peer(), now);
      case ALIVE -> heard = now;
      case MEDIA -> {
        heard = now;
        // two parents may send it for a while
        if (message.number() >= number) {
          number = message.number() + 1;
          arrivals.came(message.number(), message.sent(), now);
          toAll(datagram.payload());
        }
      }
    }
  }

  private void toAll(ByteBuffer bytes) {
    idle = false;
    for (InetSocketAddress child : children.keySet()) {
      outbox.send(new Datagram(child, bytes.duplicate()));
    }
  }
}
