package org.kamaelia.link;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Where packets are between their last bit's sending and their coming out. */
final class Wire {
  private final Timeline timeline;
  private final Tally tally;
  private final Consumer<Packet> exit;
  private final RandomGenerator lossRandom;
  private final RandomGenerator delayRandom;
  private final RandomGenerator faultRandom;

  private LinkSpec spec;
  private Loss.Pattern loss;

  /**
   * Those that keep their order, so the next one to come out is the first; one event each, always
   * the same.
   */
  private final PacketFifo inOrder = new PacketFifo();

  private final Runnable arrive = this::arrive;
  private long lastArrival = Long.MIN_VALUE;

  Wire(
      LinkSpec spec,
      Timeline timeline,
      Tally tally,
      Consumer<Packet> exit,
      RandomGenerator lossRandom,
      RandomGenerator delayRandom,
      RandomGenerator faultRandom) {
    this.spec = spec;
    this.timeline = timeline;
    this.tally = tally;
    this.exit = exit;
    this.lossRandom = lossRandom;
    this.delayRandom = delayRandom;
    this.faultRandom = faultRandom;
    loss = spec.loss().begin(lossRandom);
  }

  void spec(LinkSpec to) {
    if (!to.loss().equals(spec.loss())) {
      loss = to.loss().begin(lossRandom);
    }
    spec = to;
  }

  /**
   * Carries a packet to the exit, or not. Decided when its sending begins, for that saves an event.
   *
   * @param from when its first bit is sent
   * @param sent when its last bit is sent
   */
  void carry(Packet packet, long from, long sent) {
    if (loss.loses(packet, sent)) {
      tally.dropped(packet, Drop.LOST);
      return;
    }
    Packet carried = packet;
    if (chance(spec.corrupt())) {
      carried = packet.corrupted(faultRandom);
      tally.corrupted();
    }
    Reorder reorder = spec.reorder();
    long arrival = sent + Math.max(0, spec.delay().nanos(sent, delayRandom));
    boolean late = chance(reorder.probability());
    if (late) {
      arrival += Math.max(0, reorder.extra().nanos(sent, faultRandom));
      tally.reordered();
    }
    boolean free = late || reorder.byDelay();
    if (!free && lastArrival != Long.MIN_VALUE) {
      // no closer to the one ahead of it than the rate lets it come
      arrival = Math.max(arrival, lastArrival + (sent - from));
    }
    arrives(carried, arrival, free);
    if (chance(spec.duplicate())) {
      tally.duplicated();
      arrives(carried, arrival, free);
    }
  }

  private boolean chance(double probability) {
    return probability > 0 && faultRandom.nextDouble() < probability;
  }

  private void arrives(Packet packet, long arrival, boolean free) {
    if (free) {
      timeline.at(arrival, () -> exit.accept(packet));
    } else {
      lastArrival = arrival;
      inOrder.add(packet, arrival);
      timeline.at(arrival, arrive);
    }
  }

  private void arrive() {
    exit.accept(inOrder.remove());
  }
}
