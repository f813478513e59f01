package org.kamaelia.launcher;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jline.utils.Signals;

/**
 * How a server ends: it is asked to, by a signal or otherwise, and has a time to do so; after that,
 * or when the user asks a second time, the JVM ends as it is.
 */
final class Ending {

  /** What an end may take in all. */
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final System.Logger LOG = System.getLogger("launcher");

  private final CompletableFuture<String> asked = new CompletableFuture<>();
  private final Duration deadline;
  private final IntConsumer halt;

  /**
   * Makes one.
   *
   * @param deadline how long an end may take
   * @param halt ends the JVM with an exit code, without any waiting
   */
  Ending(Duration deadline, IntConsumer halt) {
    this.deadline = deadline;
    this.halt = halt;
  }

  /** Lets signals ask for the end. */
  void onSignals() {
    for (String signal : new String[] {"INT", "TERM", "HUP"}) {
      var _ = Signals.register(signal, () -> signalled(signal));
    }
  }

  /** A signal came. */
  void signalled(String signal) {
    if (!ask("SIG" + signal) && signal.equals("INT")) {
      LOG.log(Level.WARNING, "ends at once, as asked a second time");
      halt.accept(130);
    }
  }

  /**
   * Asks for the end; from now on the deadline runs.
   *
   * @param why what asked
   * @return whether it is the first to ask
   */
  boolean ask(String why) {
    boolean first = asked.complete(why);
    if (first) {
      LOG.log(Level.INFO, "stops within {0} s: {1}", deadline.toSeconds(), why);
      Thread.ofPlatform().name("deadline").daemon().start(this::afterDeadline);
    }
    return first;
  }

  /** Has something done once someone has asked for the end; at once if so already. */
  void whenAsked(Runnable then) {
    var _ = asked.thenRun(then);
  }

  boolean asked() {
    return asked.isDone();
  }

  /** Waits until someone asks for the end. */
  void await() {
    asked.join();
  }

  private void afterDeadline() {
    long end = System.nanoTime() + deadline.toNanos();
    for (long left = deadline.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    LOG.log(Level.ERROR, "did not stop within {0} s: ends at once", deadline.toSeconds());
    halt.accept(1);
  }
}
