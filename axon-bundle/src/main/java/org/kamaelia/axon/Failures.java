package org.kamaelia.axon;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Logs each kind of failure with its stack once, and then counts: ten thousand connections can fail
 * alike.
 */
final class Failures {
  /** Kinds kept apart; the rest share one count, so hostile variety costs no memory. */
  private static final int KINDS = 1000;

  private final Logger log;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  Failures(Logger log) {
    this.log = log;
  }

  /** What failures that are alike have in common: the class, and where it was thrown. */
  static String kind(Throwable cause) {
    StackTraceElement[] stack = cause.getStackTrace();
    return cause.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
  }

  /**
   * Never throws, whatever the failure is made of and however little is left to the system: who
   * reports has a loop to go on with.
   */
  void report(String what, Throwable cause) {
    try {
      tell(what, cause);
    } catch (Throwable e) {
      tellOf(e, what, cause);
    }
  }

  /** Even what cannot be told is worth a line. */
  private void tellOf(Throwable untold, String what, Throwable cause) {
    try {
      log.log(
          Level.WARNING,
          what
              + ", with a "
              + cause.getClass().getName()
              + " that cannot be logged: "
              + untold.getClass().getName());
    } catch (Throwable e) {
      // There is no way left.
    }
  }

  private void tell(String what, Throwable cause) {
    String kind = kind(cause);
    LongAdder count =
        counts.computeIfAbsent(counts.size() < KINDS ? kind : "", ignored -> new LongAdder());
    count.increment();
    long times = count.sum();
    if (times == 1) {
      log.log(Level.WARNING, what, Excerpt.of(cause));
    } else if (Long.bitCount(times) == 1) {
      log.log(Level.WARNING, "{0}: {1} ({2} times so far)", what, cause, times);
    }
  }
}
