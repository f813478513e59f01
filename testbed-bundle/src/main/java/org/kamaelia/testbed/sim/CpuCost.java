package org.kamaelia.testbed.sim;

import java.time.Duration;

/**
 * What a host's processor takes for what its programs read and write, in virtual time.
 *
 * @param message for each message: a read or a write of a connection, or a datagram
 * @param kilobyte for each 1024 bytes of it, and a part of that for fewer
 */
public record CpuCost(Duration message, Duration kilobyte) {
  /** A processor without limits. */
  public static final CpuCost NONE = new CpuCost(Duration.ZERO, Duration.ZERO);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public CpuCost {
    if (message.isNegative() || kilobyte.isNegative()) {
      throw new IllegalArgumentException(
          "a cost is not negative: %s a message, %s a kilobyte".formatted(message, kilobyte));
    }
  }

  /** Nanoseconds for a message of so many bytes. */
  long nanos(int bytes) {
    return message.toNanos() + kilobyte.toNanos() * bytes / 1024;
  }
}
