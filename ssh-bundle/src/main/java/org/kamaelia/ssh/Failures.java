package org.kamaelia.ssh;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who connected and did not log in, by address: whoever did so too often is kept out for a while.
 * Any thread.
 */
final class Failures {
  /** How many may fail from an address within the time. */
  static final int MOST = 10;

  /** The time, which begins with the first. */
  static final Duration WITHIN = Duration.ofMinutes(1);

  /** Addresses that are remembered; of more the first ones are forgotten. */
  static final int ADDRESSES = 1000;

  /** The bytes of an IPv6 address that a host has not to itself. */
  private static final int NETWORK = 8;

  private final InstantSource clock;
  private final Map<String, Count> counts = new LinkedHashMap<>();

  private record Count(Instant since, int failed) {}

  Failures(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Counts one.
   *
   * @return whether it was one too many: now the address is kept out
   */
  synchronized boolean count(InetAddress from) {
    String key = key(from);
    Count before = counts.get(key);
    Instant now = clock.instant();
    Count after =
        before == null || isOver(before, now)
            ? new Count(now, 1)
            : new Count(before.since, before.failed + 1);
    counts.put(key, after);
    if (counts.size() > ADDRESSES) {
      counts.remove(counts.keySet().iterator().next());
    }
    return after.failed == MOST;
  }

  synchronized boolean keepsOut(InetAddress from) {
    Count count = counts.get(key(from));
    return count != null && count.failed >= MOST && !isOver(count, clock.instant());
  }

  private static boolean isOver(Count count, Instant now) {
    return !now.isBefore(count.since.plus(WITHIN));
  }

  private static String key(InetAddress from) {
    byte[] bytes = from.getAddress();
    return Arrays.toString(from instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK) : bytes);
  }
}
