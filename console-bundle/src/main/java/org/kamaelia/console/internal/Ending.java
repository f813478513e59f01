package org.kamaelia.console.internal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.Process;
import org.kamaelia.net.Drained;

/** Waits for connections to end, and tells how many are left, on the error stream. */
final class Ending {
  /** How often is looked how many are left. */
  private static final Duration LOOK = Duration.ofMillis(500);

  private final CompletionStage<Drained> ending;
  private final Left left;
  private final String otherwise;
  private final PrintStream out = Process.Utils.current().err();
  private int told = -1;

  /** Counts those that are left. */
  interface Left {
    int count() throws Refusal;
  }

  /**
   * For the command that runs on this thread.
   *
   * @param ending completes when all have ended
   * @param otherwise what is to be said if it is no longer waited for
   */
  Ending(CompletionStage<Drained> ending, Left left, String otherwise) {
    this.ending = ending;
    this.left = left;
    this.otherwise = otherwise;
  }

  Drained await() throws Refusal {
    var all = ending.toCompletableFuture();
    try {
      while (true) {
        try {
          return all.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          tell();
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new Refusal("no longer waited for: " + otherwise);
    }
  }

  private void tell() throws Refusal {
    int now = left.count();
    if (now != told) {
      told = now;
      out.println("  " + Text.count(now) + " left");
      out.flush();
    }
  }
}
