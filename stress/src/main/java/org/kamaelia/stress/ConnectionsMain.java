package org.kamaelia.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;

/** Runs the soak of connections; see {@code stress/README.md}. */
final class ConnectionsMain {
  private ConnectionsMain() {}

  /**
   * Runs it.
   *
   * @param words how many minutes, ten if not said; and the seed, if not any
   */
  public static void main(String[] words) throws IOException, InterruptedException {
    long minutes = words.length > 0 ? Long.parseLong(words[0]) : 10;
    long seed = words.length > 1 ? Long.parseLong(words[1]) : new Random().nextLong();
    new ConnectionSoak(seed, System.out)
        .run(
            Duration.ofMinutes(minutes),
            Duration.ofMinutes(1),
            Files.createTempDirectory("connections"));
  }
}
