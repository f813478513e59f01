package org.kamaelia.benchmarks.parity;

import java.time.Duration;
import java.util.Locale;
import org.kamaelia.link.DropTail;
import org.kamaelia.link.LinkSpec;
import org.kamaelia.link.Loss;

/**
 * A path and a congestion control.
 *
 * @param control its name, as Linux has it
 * @param rate of the way there, in bits per second
 * @param delay each way
 * @param loss of full segments on the way there
 * @param queue packets that wait for the way there
 */
record Cell(String control, long rate, Duration delay, double loss, int queue) {
  private static final int FULL = 1200;

  /** Shorter ones tell little of the long run, and longer ones need patience. In seconds. */
  private static final int LEAST = 20;

  private static final int MOST = 50;
  private static final int LOSSLESS = 40;

  static Cell of(String control, int megabits, int delayMillis, double loss, int queue) {
    return new Cell(control, megabits * 1_000_000L, Duration.ofMillis(delayMillis), loss, queue);
  }

  /**
   * How long it takes until so many segments are lost, about: by the formula of Mathis and others
   * (1997), which has 1.22 segments in a round trip, divided by the root of the loss.
   */
  int seconds(int losses) {
    double segments = 1.22 / Math.sqrt(loss) / (2 * delay.toNanos() / 1e9);
    double most = rate / 8.0 / 1500;
    return loss == 0
        ? LOSSLESS
        : Math.clamp((long) (losses / loss / Math.min(segments, most)), LEAST, MOST);
  }

  /** The way there, with the same losses for everybody who has the same seed. */
  LinkSpec there(long seed) {
    return back().withRate(rate).withQueue(DropTail.packets(queue)).withLoss(losses(seed));
  }

  /** The way back: acknowledgements need next to nothing of it. */
  LinkSpec back() {
    return LinkSpec.ideal().withDelay(delay);
  }

  /**
   * Loses full segments by their number. Small packets are not counted: those of the programs' own
   * conversations, which are not the same everywhere.
   */
  private Loss losses(long seed) {
    return random -> {
      LostSegments lost = new LostSegments(loss, seed);
      return (packet, now) -> packet.length() >= FULL && lost.next();
    };
  }

  @Override
  public String toString() {
    return "%s, %d Mbit/s, %d ms, %s %%, %d"
        .formatted(
            control,
            rate / 1_000_000,
            delay.toMillis(),
            String.format(Locale.ROOT, "%.1f", loss * 100).replace(".0", ""),
            queue);
  }
}
