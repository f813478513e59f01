package org.kamaelia.testbed;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kamaelia.axon.Loop;

/** Loops as a test's thread uses them: it waits, but not without end. */
final class Loops {
  private static final long LIMIT_SECONDS = 30;

  private Loops() {}

  /** Does something on a loop; throws what that throws. */
  static <T extends @Nullable Object> T on(Loop loop, Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    loop.execute(task);
    return get(task);
  }

  /** Waits for something; throws what that was completed with. */
  static <T extends @Nullable Object> T get(Future<T> result) throws Exception {
    try {
      return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
