package org.kamaelia.testbed.measure;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kamaelia.axon.Component;

/**
 * A synthetic video encoder: the statistical model of RFC 8593, section 5, with its example
 * parameters. Sizes of frames and times between them vary by a Laplace distribution around what the
 * rate asks for; a new rate, which its inbox takes in bits a second, is followed after at most 200
 * ms. If it differs by more than half, it begins with a burst of 8 frames, of which the first is
 * large: the RFC has bursts for abrupt changes, and leaves open what these are. It goes on until
 * its inbox has ended.
 */
public final class CodecSource extends Component<Long, Frame> {
  private static final long REACTION = Duration.ofMillis(200).toNanos();
  private static final int BURST_FRAMES = 8;

  /** The large frame of a burst, in those that the rate asks for: 13.5 KB where these are 4.17. */
  private static final double BURST_FRAME = 13.5 / 4.17;

  private static final double SCALE = 0.15;

  private final long least;
  private final long most;
  private final double interval;

  private long rate;
  private int burst;

  /**
   * Makes an encoder.
   *
   * @param rate it begins at, in bits a second
   * @param least the lowest rate that it can do; what is asked for beyond is kept within
   * @param most the highest
   * @param framesPerSecond such as 30
   * @throws IllegalArgumentException if a number is not positive, or the rates are in no order
   */
  public CodecSource(long rate, long least, long most, int framesPerSecond) {
    if (least < 1 || rate < least || most < rate || framesPerSecond < 1) {
      throw new IllegalArgumentException(
          "an encoder has rates in order, not %s, %s and %s, and frames, not %s a second"
              .formatted(least, rate, most, framesPerSecond));
    }
    this.rate = rate;
    this.least = least;
    this.most = most;
    interval = 1e9 / framesPerSecond;
  }

  @Override
  protected void run() {
    RandomGenerator random = random();
    long begin = clock().nanoTime();
    long changed = begin - REACTION;
    double next = 0;
    for (long number = 0; !inbox.atEnd(); number++) {
      long wait = begin + Math.round(next) - clock().nanoTime();
      if (wait > 0) {
        clock().sleep(Duration.ofNanos(wait));
      }
      long now = clock().nanoTime();
      if (now - changed >= REACTION) {
        long wanted = wanted();
        if (wanted != rate) {
          burst = Math.abs(wanted - rate) > rate / 2 ? BURST_FRAMES : burst;
          rate = wanted;
          changed = now;
        }
      }
      outbox.send(new Frame(number, now - begin, size(random), rate));
      next += interval * Math.max(0, 1 + laplace(random));
    }
  }

  /** The last rate that was asked for. */
  private long wanted() {
    long wanted = rate;
    for (Optional<Long> asked = inbox.poll(); asked.isPresent(); asked = inbox.poll()) {
      wanted = Math.clamp(asked.get(), least, most);
    }
    return wanted;
  }

  private int size(RandomGenerator random) {
    double mean = rate / 8.0 * interval / 1e9;
    if (burst > 0) {
      // the frames of a burst have the rate's bytes together
      double part =
          burst == BURST_FRAMES ? BURST_FRAME : (BURST_FRAMES - BURST_FRAME) / (BURST_FRAMES - 1);
      burst--;
      return (int) Math.max(1, Math.round(mean * part));
    }
    return (int) Math.max(1, Math.round(mean * (1 + laplace(random))));
  }

  /** Of mean 0: the difference of two exponential ones. */
  private static double laplace(RandomGenerator random) {
    double up = random.nextExponential();
    double down = random.nextExponential();
    return SCALE * (up - down);
  }
}
