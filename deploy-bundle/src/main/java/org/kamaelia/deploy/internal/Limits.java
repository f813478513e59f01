package org.kamaelia.deploy.internal;

import java.time.Duration;

/**
 * How long the deployer waits, and how much it takes from a jar.
 *
 * @param quiet how long a file must not have changed before it is looked into
 * @param patience how long a file that is not a whole jar may go on being one that is still copied
 * @param start how long a bundle may take to start
 * @param test how long the test of its protocols may take
 * @param rescan how often the folder is listed, for changes that no event told of
 * @param jarBytes the largest jar
 * @param unpackedBytes the most that its entries may unpack to
 * @param entries the most entries
 */
record Limits(
    Duration quiet,
    Duration patience,
    Duration start,
    Duration test,
    Duration rescan,
    long jarBytes,
    long unpackedBytes,
    int entries) {

  static final Limits DEFAULT =
      new Limits(
          Duration.ofMillis(150),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          128 << 20,
          512 << 20,
          20_000);
}
