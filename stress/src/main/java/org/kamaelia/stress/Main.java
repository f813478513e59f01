package org.kamaelia.stress;

import java.time.Duration;
import java.util.Random;

/** Runs the soak; see {@code stress/README.md}. */
public final class Main {
  private Main() {}

  /**
   * Runs it.
   *
   * @param args how many minutes, ten if not said; and the seed, if not any
   */
  public static void main(String[] args) throws InterruptedException {
    long minutes = args.length > 0 ? Long.parseLong(args[0]) : 10;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : new Random().nextLong();
    new Soak(seed, System.out).run(Duration.ofMinutes(minutes), Duration.ofMinutes(1));
  }
}
