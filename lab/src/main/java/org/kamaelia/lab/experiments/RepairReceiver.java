package org.kamaelia.lab.experiments;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kamaelia.axon.Component;
import org.kamaelia.net.Datagram;

/**
 * Receives a stream of media packets, finds lost ones by parities, and asks for those that are
 * missing still. What comes too late counts as lost.
 */
final class RepairReceiver extends Component<Datagram, Datagram> {
  private static final Duration FOREVER = Duration.ofDays(1);

  private final InetSocketAddress sender;
  private final boolean asks;
  private final long patience;
  private final long again;
  private final long budget;
  private final Recovery recovery;
  private final DeliveredPackets delivered;

  /** When a missing packet is asked for next. */
  private final Map<Integer, Long> wanted = new TreeMap<>();

  /** When each was missed first. */
  private final Map<Integer, Long> missed = new TreeMap<>();

  private int highest = -1;
  private long wishes;

  /**
   * Makes one.
   *
   * @param asks whether it asks for what is missing
   * @param patience for how long it hopes that it comes by itself
   * @param again after how long it asks again
   * @param budget how long a packet may be on its way in all
   */
  RepairReceiver(
      InetSocketAddress sender,
      boolean asks,
      Duration patience,
      Duration again,
      Duration budget,
      int kept,
      DeliveredPackets delivered) {
    this.sender = sender;
    this.asks = asks;
    this.patience = patience.toNanos();
    this.again = again.toNanos();
    this.budget = budget.toNanos();
    recovery = new Recovery(kept);
    this.delivered = delivered;
  }

  long wishes() {
    return wishes;
  }

  @Override
  protected void run() {
    while (!inbox.atEnd()) {
      long now = clock().nanoTime();
      long next = wanted.values().stream().mapToLong(it -> it).min().orElse(Long.MAX_VALUE);
      if (next <= now) {
        ask(now);
        continue;
      }
      Duration wait = next == Long.MAX_VALUE ? FOREVER : Duration.ofNanos(next - now);
      Optional<Datagram> datagram = inbox.receive(wait);
      datagram.ifPresent(this::take);
    }
  }

  private void take(Datagram datagram) {
    long now = clock().nanoTime();
    RepairPacket packet = RepairPacket.read(datagram.payload());
    for (RepairPacket media : recovery.take(packet)) {
      wanted.remove(media.base());
      missed.remove(media.base());
      long delay = now - media.sent();
      if (delay <= budget) {
        delivered.delivered(media, delay, media != packet || media.base() < highest);
      }
    }
    if (packet.kind() == RepairPacket.Kind.MEDIA && packet.base() > highest) {
      for (int lost = highest + 1; lost < packet.base(); lost++) {
        if (asks && !recovery.has(lost)) {
          missed.put(lost, now);
          wanted.put(lost, now + patience);
        }
      }
      highest = packet.base();
    }
  }

  private void ask(long now) {
    for (Map.Entry<Integer, Long> each : new TreeMap<>(wanted).entrySet()) {
      if (each.getValue() <= now) {
        Long first = missed.get(each.getKey());
        if (first == null || now - first > budget) {
          wanted.remove(each.getKey());
          missed.remove(each.getKey());
        } else {
          wishes++;
          outbox.send(new Datagram(sender, RepairPacket.wanted(each.getKey()).bytes()));
          wanted.put(each.getKey(), now + again);
        }
      }
    }
  }
}
