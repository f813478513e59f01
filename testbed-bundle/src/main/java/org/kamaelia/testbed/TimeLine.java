package org.kamaelia.testbed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.kamaelia.axon.Clock;
import org.kamaelia.record.Dump;

/**
 * What happened in a conversation, in virtual time: how it began, and the latest. What the protocol
 * sends is noted when the peer gets it.
 */
final class TimeLine {
  /** How many events of the beginning are kept, and how many of the end. */
  private static final int KEPT = 20;

  /** How many bytes of a message are shown. */
  private static final int SHOWN = 32;

  private final Clock clock;
  private final long start;
  private final List<Event> first = new ArrayList<>();
  private final Deque<Event> latest = new ArrayDeque<>();
  private long leftOut;

  TimeLine(Clock clock) {
    this.clock = clock;
    start = clock.nanoTime();
  }

  /** Its text is made only when somebody reads it: most tests pass. */
  private record Event(long nanos, String who, Supplier<String> what) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%12.6f s  %-16s  %s", nanos / 1e9, who, what.get());
    }
  }

  void add(String who, String what) {
    add(new Event(clock.nanoTime() - start, who, () -> what));
  }

  void add(String who, byte[] bytes) {
    int size = bytes.length;
    byte[] shown = Arrays.copyOf(bytes, Math.min(size, SHOWN));
    add(
        new Event(
            clock.nanoTime() - start,
            who,
            () -> Dump.count(size, "byte") + " " + Dump.text(shown) + (size > SHOWN ? "..." : "")));
  }

  private void add(Event event) {
    if (first.size() < KEPT) {
      first.add(event);
      return;
    }
    latest.add(event);
    if (latest.size() > KEPT) {
      latest.remove();
      leftOut++;
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    first.forEach(event -> text.append(event).append('\n'));
    if (leftOut > 0) {
      text.append("              ... ").append(Dump.count(leftOut, "event")).append(" ...\n");
    }
    latest.forEach(event -> text.append(event).append('\n'));
    return text.toString();
  }
}
