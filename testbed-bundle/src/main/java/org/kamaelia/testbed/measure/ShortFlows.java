package org.kamaelia.testbed.measure;

import java.time.Duration;
import org.kamaelia.axon.Component;

/**
 * Asks for files as somebody who browses does: RFC 8867, section 5.7. Sends the size of a file in
 * bytes, waits for whatever tells on its inbox that it has come, rests, and asks for the next,
 * until its inbox has ended. Sizes are uniform, rests exponential.
 */
public final class ShortFlows extends Component<Object, Integer> {
  private final int least;
  private final int most;
  private final Duration rest;

  /** As the RFC has it: files of 30 to 50 KB, rests of 10 s in the mean. */
  public ShortFlows() {
    this(30_000, 50_000, Duration.ofSeconds(10));
  }

  /**
   * Makes others.
   *
   * @param least the smallest file, in bytes
   * @param most the largest
   * @param rest how long a rest is in the mean
   */
  public ShortFlows(int least, int most, Duration rest) {
    if (least < 1 || most < least || most == Integer.MAX_VALUE || rest.isNegative()) {
      throw new IllegalArgumentException(
          "files have %s to %s bytes and rests of %s, which makes no sense"
              .formatted(least, most, rest));
    }
    this.least = least;
    this.most = most;
    this.rest = rest;
  }

  @Override
  protected void run() {
    while (!inbox.atEnd()) {
      clock().sleep(Duration.ofNanos(Math.round(rest.toNanos() * random().nextExponential())));
      outbox.send(random().nextInt(least, most + 1));
      inbox.receive();
    }
  }
}
