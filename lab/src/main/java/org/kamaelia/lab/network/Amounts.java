package org.kamaelia.lab.network;

import java.time.Duration;
import java.util.SplittableRandom;
import org.kamaelia.link.LinkSpec;

/** Times and rates as they are written for links. */
final class Amounts {
  private Amounts() {}

  static Duration time(String text) {
    LinkSpec spec = LinkSpec.ideal().with("delay=" + text);
    return Duration.ofNanos(spec.delay().nanos(0, new SplittableRandom(0)));
  }

  /** Bits a second. */
  static long rate(String text) {
    long rate = LinkSpec.ideal().with("rate=" + text).rate().begin().bitsPerSecond(0);
    if (rate == 0 || rate == Long.MAX_VALUE) {
      throw new IllegalArgumentException("rate=" + text + ": a flow needs a rate");
    }
    return rate;
  }

  static double milliseconds(Duration time) {
    return time.toNanos() / 1e6;
  }
}
