package org.kamaelia.testbed.measure;

import java.time.Duration;
import java.util.BitSet;

/** What came from one source of RTP. */
final class RtpSource {
  /** A jump forward by more begins anew, if the next packet follows it; RFC 3550, A.1. */
  private static final int MOST_DROPOUT = 3000;

  /** How far behind a packet may come; RFC 3550, A.1 has 100. */
  private static final int WINDOW = 1024;

  private final int source;
  private final int clockRate;

  /** Which of the last came, by number modulo the window. */
  private final BitSet came = new BitSet(WINDOW);

  // Sequence numbers without their wrapping, from the first of the present sequence on.
  private long first = -1;
  private long highest;

  /** What would follow a packet that jumped too far; -1 if none did. */
  private int anew = -1;

  private long received;
  private long expectedBefore;
  private long duplicates;
  private long reordered;
  private long deepest;
  private long longestLoss;
  private long missing;
  private long restarts;

  private boolean measured;
  private long lastArrival;
  private int lastStamp;
  private double jitter;

  RtpSource(int source, int clockRate) {
    this.source = source;
    this.clockRate = clockRate;
  }

  void received(int sequence, int stamp, long nanos) {
    if (first < 0) {
      begin(sequence);
    } else {
      int ahead = (short) (sequence - (int) highest);
      if (ahead > MOST_DROPOUT || ahead <= -WINDOW) {
        if (sequence != anew) {
          anew = (sequence + 1) & 0xFFFF;
          return;
        }
        restart(sequence);
      } else if (ahead > 0) {
        advance(highest + ahead);
      } else if (came.get(place(highest + ahead))) {
        duplicates++;
        return;
      } else {
        came.set(place(highest + ahead));
        first = Math.min(first, highest + ahead);
        reordered++;
        deepest = Math.max(deepest, -ahead);
      }
    }
    anew = -1;
    measure(stamp, nanos);
    received++;
  }

  private void begin(int sequence) {
    // far from zero, so that a window before the first has numbers too
    first = sequence + 0x10000L;
    highest = first;
    came.clear();
    came.set(place(first));
  }

  private void restart(int sequence) {
    leaveWindow(highest + WINDOW);
    longestLoss = Math.max(longestLoss, missing);
    missing = 0;
    expectedBefore += highest - first + 1;
    restarts++;
    received++; // the one that jumped, and was right
    begin((sequence - 1) & 0xFFFF);
    advance(first + 1);
    measured = false;
  }

  private void advance(long to) {
    leaveWindow(to);
    for (long number = highest + 1; number < to; number++) {
      came.clear(place(number));
    }
    came.set(place(to));
    highest = to;
  }

  /** Whatever is more than a window behind does not come any more. */
  private void leaveWindow(long to) {
    for (long number = highest - WINDOW + 1; number <= to - WINDOW; number++) {
      if (number >= first) {
        boolean there = number <= highest && came.get(place(number));
        missing = there ? 0 : missing + 1;
        longestLoss = Math.max(longestLoss, missing);
      }
    }
  }

  private static int place(long number) {
    return (int) (number % WINDOW);
  }

  /** RFC 3550, A.8, in units of the time stamps. */
  private void measure(int stamp, long nanos) {
    if (measured) {
      double between = (nanos - lastArrival) * (clockRate / 1e9) - (stamp - lastStamp);
      jitter += (Math.abs(between) - jitter) / 16;
    }
    measured = true;
    lastArrival = nanos;
    lastStamp = stamp;
  }

  RtpReport report() {
    return new RtpReport(
        source,
        received,
        expectedBefore + highest - first + 1,
        duplicates,
        reordered,
        deepest,
        longestLossWithWindow(),
        restarts,
        Duration.ofNanos(Math.round(jitter * 1e9 / clockRate)));
  }

  private long longestLossWithWindow() {
    long longest = longestLoss;
    long run = missing;
    for (long number = Math.max(first, highest - WINDOW + 1); number <= highest; number++) {
      run = came.get(place(number)) ? 0 : run + 1;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
