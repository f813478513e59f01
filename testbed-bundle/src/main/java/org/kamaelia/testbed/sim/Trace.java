package org.kamaelia.testbed.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * What has happened in a simulation, as one number: a hash over time, kind, host, flow, length and
 * checksum of each packet that was sent, passed on, received or dropped. Two runs that have the
 * same hash have done the same. After every thousand events the number is kept, so that it is found
 * where two runs part.
 */
public final class Trace {
  /** How many events lie between two checkpoints. */
  public static final int EVERY = 1000;

  /** What happens to a packet. */
  enum Event {
    SENT(1),
    FORWARDED(2),
    RECEIVED(3),
    DROPPED(4);

    private final long code;

    Event(long code) {
      this.code = code;
    }
  }

  private long hash = 0x9e3779b97f4a7c15L;
  private long events;
  private long[] checkpoints = new long[16];
  private int count;
  private long keptFrom = Long.MAX_VALUE;
  private final List<String> kept = new ArrayList<>();

  Trace() {}

  void add(long time, Event event, int host, SimulatedPacket packet) {
    long h = mix(hash ^ time);
    h = mix(h ^ (event.code << 60 ^ (long) host << 32 ^ packet.length()));
    hash = mix(h ^ ((long) packet.flow() << 32 ^ (packet.checksum() & 0xffffffffL)));
    if (events >= keptFrom && kept.size() < EVERY) {
      kept.add(
          "event %d at %d ns: host %d, %s, %s"
              .formatted(events, time, host, event, packet.toString()));
    }
    if (++events % EVERY == 0) {
      if (count == checkpoints.length) {
        checkpoints = Arrays.copyOf(checkpoints, 2 * count);
      }
      checkpoints[count++] = hash;
    }
  }

  private static long mix(long x) {
    long y = (x ^ (x >>> 32)) * 0xd6e8feb86659fd93L;
    return y ^ (y >>> 29);
  }

  /** The hash of all events so far. */
  public long hash() {
    return hash;
  }

  /** How many events there were so far. */
  public long events() {
    return events;
  }

  /**
   * Where two runs part: the first of the thousand events, counted from 0, of which one or more
   * were not the same in both; nothing if all were.
   */
  public static OptionalLong firstDivergence(Trace a, Trace b) {
    int common = Math.min(a.count, b.count);
    int same = Arrays.mismatch(a.checkpoints, 0, common, b.checkpoints, 0, common);
    if (same >= 0) {
      return OptionalLong.of((long) same * EVERY);
    }
    return a.hash == b.hash && a.events == b.events
        ? OptionalLong.empty()
        : OptionalLong.of((long) common * EVERY);
  }

  /**
   * Keeps the text of events as well, to see what it is that was not the same.
   *
   * @param from the number of the first one; as many are kept as lie between two checkpoints
   */
  public void keep(long from) {
    keptFrom = from;
  }

  /** What was kept. */
  public List<String> kept() {
    return List.copyOf(kept);
  }

  @Override
  public String toString() {
    return "%d events, hash %016x".formatted(events, hash);
  }
}
