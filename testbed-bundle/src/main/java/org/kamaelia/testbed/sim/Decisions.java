package org.kamaelia.testbed.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was decided in a simulation, for people who look for the reason of what they see: who of
 * several hosts had its turn first, and what was done to the network. The latest thousand are kept.
 * Used where the {@link Simulation} is.
 */
public final class Decisions {
  private static final int KEPT = 1024;

  private final long[] times = new long[KEPT];
  private final Object[] subjects = new Object[KEPT];
  private final int[] choices = new int[KEPT];
  private long count;

  Decisions() {}

  /** A host has its turn before others. */
  void turn(long time, Host host, int of) {
    add(time, host, of);
  }

  /** Something else was decided. */
  void note(long time, String what) {
    add(time, what, 0);
  }

  private void add(long time, Object subject, int of) {
    int at = (int) (count++ % KEPT);
    times[at] = time;
    subjects[at] = subject;
    choices[at] = of;
  }

  /** How many there were. */
  public long count() {
    return count;
  }

  /** The latest ones, at most so many, in order; such as {@code 0.020000000 s server, 1 of 3}. */
  public List<String> latest(int most) {
    List<String> lines = new ArrayList<>();
    for (long i = Math.max(0, count - Math.min(most, KEPT)); i < count; i++) {
      int at = (int) (i % KEPT);
      String first = choices[at] == 0 ? "" : ", 1 of " + choices[at];
      lines.add(String.format(Locale.ROOT, "%.9f s  %s%s", times[at] / 1e9, subjects[at], first));
    }
    return lines;
  }
}
