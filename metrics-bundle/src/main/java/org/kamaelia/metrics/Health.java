package org.kamaelia.metrics;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kamaelia.console.Diagnosis;
import org.kamaelia.console.Diagnostics;
import org.kamaelia.http.Response;

/**
 * Whether the server is well: if all of it has started, and {@code diag} finds nothing wrong. That
 * looks at all components, so what was found is good for a second, however many ask. On a thread
 * that may wait.
 */
final class Health {
  private static final long GOOD_FOR = 1_000_000_000;

  private final Supplier<Optional<Diagnostics>> diagnostics;
  private final BooleanSupplier hasStarted;
  private final LongSupplier nanoTime;
  private @Nullable Response last;
  private long foundAt;

  Health(
      Supplier<Optional<Diagnostics>> diagnostics,
      BooleanSupplier hasStarted,
      LongSupplier nanoTime) {
    this.diagnostics = diagnostics;
    this.hasStarted = hasStarted;
    this.nanoTime = nanoTime;
  }

  /** What to tell; several who ask at one time get what is found for the first. */
  synchronized Response told() {
    Response told = last;
    if (told == null || nanoTime.getAsLong() - foundAt >= GOOD_FOR) {
      told = find();
      last = told;
      foundAt = nanoTime.getAsLong();
    }
    return told;
  }

  private Response find() {
    boolean started = hasStarted.getAsBoolean();
    Optional<Diagnostics> asked = diagnostics.get();
    if (asked.isEmpty()) {
      return answer(
          false, started, "\"reason\":\"nobody can tell: is org.kamaelia.console started?\"");
    }
    Diagnosis found = asked.get().diagnose();
    return answer(
        started && found.allIsWell(), started, "\"diagnosis\":" + asked.get().json(found));
  }

  private static Response answer(boolean isUp, boolean started, String member) {
    return Response.json(
            "{\"status\":\"%s\",\"started\":%s,%s}\n"
                .formatted(isUp ? "up" : "down", started, member))
        .status(isUp ? 200 : 503);
  }
}
